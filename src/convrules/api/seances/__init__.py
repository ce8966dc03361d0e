"""Sessions of engines outside of this process: a server, a cluster. What they answer is `columnar.sql`'s."""
