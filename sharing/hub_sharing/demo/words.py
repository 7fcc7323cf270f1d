"""What the services of the demo write about. All of it is invented."""

from __future__ import annotations

FOLDERS = (
    "Réunions de service", "Notes et courriers", "Procédures", "Suivi 2026", "Budget 2027",
    "Marchés", "Modèles", "Archives 2025",
)  # fmt: skip

PAPERS = (
    "Règlement intérieur", "Note de cadrage", "Compte rendu de réunion", "Rapport d’activité",
    "Convention de mise à disposition", "Guide des procédures", "Étude préalable",
    "Bilan de la saison", "Cahier des charges", "Plan de formation", "Projet de service",
    "Diagnostic du bâti",
)  # fmt: skip
SUBJECTS = (
    "le gymnase de Lussigny", "la rentrée de janvier", "la navette de la piscine",
    "le transport des élèves", "la déchèterie de Montvaray", "l’accueil du public",
    "les astreintes de l’hiver", "le réseau d’eau potable", "la médiathèque d’Orbelle",
    "le restaurant scolaire de Fontgente", "les tarifs périscolaires", "la flotte de véhicules",
)  # fmt: skip
HEADINGS = ("Contexte", "Ce qui est proposé", "Calendrier", "Moyens", "Suites à donner")
SENTENCES = (
    "Le présent document fait le point sur {subject}, à la demande de la direction générale.",
    "Les communes concernées ont été consultées en octobre ; trois ont demandé un délai.",
    "Le service propose de commencer les lundis et jeudis, de 8 h à 17 h, hors vacances scolaires.",
    "La dépense est estimée à 48 600 euros, dont un tiers à la charge des communes.",
    "Une convention fixe les conditions de mise à disposition et la responsabilité de chacun.",
    "Les agents seront informés par leur responsable, et une réunion se tiendra avant la fin du mois.",  # noqa: E501
    "Le marché arrive à son terme le 31 mars ; sa reconduction demande une décision du bureau.",
    "Les horaires d’ouverture tiennent compte des remarques des usagers recueillies à l’accueil.",
    "Deux variantes ont été étudiées ; la seconde évite des travaux dans le bâtiment ancien.",
    "En ce qui concerne {subject}, un bilan sera présenté à la commission au printemps.",
    "Les effectifs restent stables, avec un remplacement de longue durée à organiser.",
    "Le dossier complet peut être consulté auprès du service, sur rendez-vous.",
)
LISTS = (
    ("Effectifs par école.csv", "École;PS;MS;GS;CP;CE1\r\nJean-Moulin;14;17;19;22;20\r\nLussigny;18;16;21;24;23\r\n"),  # noqa: E501
    ("Tournées de remplacement.csv", "Jour;Tournée;Agent\r\nlundi;Nord;à désigner\r\nmardi;Sud;à désigner\r\n"),  # noqa: E501
    ("Contacts utiles.txt", "Standard : 03 53 01 24 00\r\nAstreinte : 03 53 01 24 18\r\n"),
)  # fmt: skip
