"""``make attack``: what may befall a shelf of builds and a server, done to it; counts of what held.

Each attack is a function of a :class:`~attack.ground.Ground` that yields one verdict a try: None
where it held, else what did not.
"""
