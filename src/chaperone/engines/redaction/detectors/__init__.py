"""One detector per thing to be found, one file each: upright sRGB pixels in, boxes in their coordinates out."""
