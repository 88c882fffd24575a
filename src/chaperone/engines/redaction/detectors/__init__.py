"""One detector per thing to be found, one file each. All take upright sRGB pixels and give boxes in their coordinates."""
