"""What calendars and address books have in common over DAV, whatever their domain keeps in them."""
