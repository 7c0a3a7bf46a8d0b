"""What holds for all tests."""

from hypothesis import settings

# A machine that is busy is no failure.
settings.register_profile("steady", deadline=None)
settings.load_profile("steady")
