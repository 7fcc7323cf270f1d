"""What the authority offers its partners: councils, schools, notices, requests.

Each is a domain of its own: a subpackage with one `domain = Domain(...)`, its own tables and
migrations, named in `hub/domains.py` (`hub_extranet.councils`). They share this package's floor,
its catalogue of translations and `templates/extranet/mail`, where mails look for their words.
"""
