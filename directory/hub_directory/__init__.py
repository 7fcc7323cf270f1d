"""Finding people: cards, org chart, CardDAV, feeds, data quality."""
