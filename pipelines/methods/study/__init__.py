"""The statistics of the research desk: pure functions, arrays in and plain results out.

The tables ``out_estudio__*`` are made with them in ``pipelines.build.steps``. Libraries of
statistics are imported late, and only where there is a panel to study.
"""
