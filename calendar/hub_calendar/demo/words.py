"""What the people of the demo do all day."""

from __future__ import annotations

MINE = "Mon agenda"
MEETINGS = (
    ("Point d’équipe", "Bureau 12"), ("Entretien annuel", "Bureau 12"),
    ("Comité technique petite enfance", "Salle des Tilleuls"), ("Visite de l’école des Ormes", ""),
    ("Réunion budget", "Salle du conseil"), ("Formation premiers secours", "Centre technique"),
    ("Commission d’appel d’offres", "Salle du conseil"), ("Rendez-vous notaire", "Étude"),
    ("Visioconférence avec la préfecture", ""), ("Point travaux de la médiathèque", "Médiathèque"),
    ("Préparation du conseil communautaire", "Salle des Tilleuls"), ("Recrutement", "Bureau 4"),
    ("Réunion parents-professeurs", "École"), ("Revue de projet", "Salle du parvis"),
    ("Déjeuner avec les maires", "Auberge du Pont"), ("Rédaction du rapport d’activité", ""),
)  # fmt: skip
FIELD = (
    ("Tournée secteur nord", ""), ("Tournée secteur sud", ""),
    ("Visite médicale", "Médecine du travail"),
    ("Entretien du véhicule", "Garage"), ("Formation gestes et postures", "Centre technique"),
)  # fmt: skip
PRIVATE = ("Dentiste", "Rendez-vous médical", "Rendez-vous à l’école", "Rendez-vous à la banque")
DAYS = ("Congés", "Télétravail", "Formation", "Déplacement")
SERIES = (
    ("Réunion de service", "Salle des Tilleuls", "WEEKLY", 1),
    ("Astreinte", "", "WEEKLY", 4),
    ("Point hebdomadaire", "Bureau 12", "WEEKLY", 1),
    ("Revue des dossiers", "Salle du parvis", "WEEKLY", 2),
    ("Bilan mensuel", "Salle du conseil", "MONTHLY", 1),
)
BODY = (("Séance", "Salle du conseil"), ("Réunion préparatoire", "Salle des Tilleuls"))
FAR = "Inauguration de la nouvelle médiathèque"
