"""From text to the surface tree: the file as written, every node with its place."""
