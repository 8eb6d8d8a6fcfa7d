"""What a reader, an author and a maintainer rely on."""
