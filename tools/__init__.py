"""What builds and checks the repository; nothing here is part of the hub."""
