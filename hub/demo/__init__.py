"""The fictional Communauté de communes du Val d’Orbelle: a function of (seed, size, today).

Every name, commune and number is invented; telephone numbers are of the ranges reserved for
fiction. The same arguments give the same rows, so that two runs, two databases and two tests can be
compared. Rows are inserted in bulk, the one exception to "actions only"; a test compares some of
them with what the actions write.
"""
