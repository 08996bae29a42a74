"""What ``./dms`` does, in small modules; standard library only."""
