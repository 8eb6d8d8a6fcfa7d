"""What is written beside the pages: downloads, feed, search index, images, archive."""
