"""What pages say: frames in, cards and blocks out. Pages themselves only place them."""
