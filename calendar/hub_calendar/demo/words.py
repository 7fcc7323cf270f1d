"""What the people of the demo do all day."""

from __future__ import annotations

from collections.abc import Mapping

ZONE = "Europe/Paris"
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
TENTATIVE = ("Visite du gymnase de Lussigny", "Point avec les maires du secteur")
WEEK = (
    # Monday
    (0, "8:30", 30, "Point d’équipe", "Bureau 12", "agent manager"),
    (0, "9:00", 60, "Comité de direction", "Salle des Tilleuls", "manager admin"),
    (0, "9:30", 60, "Ordre du jour du conseil", "Salle du parvis", "secretary"),
    (0, "10:00", 90, "Préparer les services de janvier dans les écoles", "Salle des Tilleuls",
     "agent manager secretary"),
    (0, "11:00", 60, "Relire les projets de délibération", "", "secretary official"),
    (0, "14:00", 90, "Visite de l’école des Ormes", "École des Ormes", "agent"),
    (0, "14:00", 60, "Revue du budget de l’éducation", "Salle du conseil", "manager"),
    (0, "14:30", 60, "Point avec le cabinet", "Bureau du président", "secretary official"),
    (0, "16:30", 45, "Entretien avec Sandrine Pouget", "Bureau 112", "agent official"),
    (0, "17:15", 45, "Dentiste", "", "secretary manager"),
    # Tuesday
    (1, "8:30", 45, "Remplacements de la semaine", "Bureau 12", "agent manager"),
    (1, "9:00", 90, "Relecture des procès-verbaux", "", "secretary"),
    (1, "10:00", 60, "Commission des menus", "Restaurant scolaire", "agent manager"),
    (1, "10:30", 60, "Transports de la piscine", "Visioconférence", "agent"),
    (1, "11:00", 60, "Signatures", "Bureau du président", "secretary official"),
    (1, "13:30", 60, "Maintenance des postes des écoles", "Bureau 108", "admin agent"),
    (1, "14:00", 120, "Recrutement d’une ATSEM", "Bureau 4", "manager agent"),
    (1, "14:00", 60, "Contrôle de légalité", "Visioconférence", "secretary"),
    (1, "16:00", 60, "Point avec les maires du secteur", "Mairie d’Orbelle",
     "official manager secretary"),
    (1, "17:30", 45, "Rendez-vous à la banque", "", "agent manager"),
    # Wednesday
    (2, "8:30", 60, "Permanence du mercredi", "Accueil", "agent"),
    (2, "9:00", 60, "Suivi des travaux de la cantine", "École Jean-Moulin", "manager agent"),
    (2, "9:30", 90, "Préparer les convocations", "", "secretary"),
    (2, "10:30", 60, "Rencontre des directeurs de centre", "Salle du parvis", "agent manager"),
    (2, "11:00", 45, "Assistance à la mairie de Vernoy", "", "admin"),
    (2, "11:30", 45, "Point sur les subventions", "Bureau 12", "secretary manager"),
    (2, "14:00", 90, "Tarifs périscolaires de l’an prochain", "Salle des Tilleuls",
     "agent manager official"),
    (2, "14:30", 60, "Envoi des pièces du conseil", "", "secretary"),
    (2, "15:00", 60, "Visite du gymnase de Lussigny", "Gymnase de Lussigny", "agent official"),
    (2, "16:30", 45, "Rendez-vous médical", "", "manager secretary agent"),
    # Thursday
    (3, "8:30", 45, "Plannings des écoles", "Bureau 12", "agent"),
    (3, "9:00", 120, "Bureau communautaire, préparation", "Salle du conseil",
     "secretary manager official"),
    (3, "10:00", 60, "Commande de fournitures", "", "agent"),
    (3, "10:30", 60, "Appel de la préfecture", "Visioconférence", "secretary"),
    (3, "11:00", 60, "Dossiers des familles", "Bureau 12", "agent manager"),
    (3, "14:00", 90, "Réunion des ATSEM", "Salle du parvis", "agent manager"),
    (3, "14:00", 60, "Relire la note des tarifs", "", "secretary"),
    (3, "15:00", 60, "Appel des parents délégués", "", "agent"),
    (3, "16:00", 60, "Sauvegardes et comptes", "Bureau 108", "admin secretary"),
    (3, "17:30", 45, "Rendez-vous à l’école", "", "agent manager secretary"),
    # Friday
    (4, "8:30", 45, "Bilan de la semaine", "Bureau 12", "agent manager"),
    (4, "9:30", 60, "Affichage et publication des actes", "", "secretary"),
    (4, "10:00", 90, "Commission éducation", "Salle du conseil", "agent manager official"),
    (4, "11:00", 60, "Conseil d’école des Tilleuls, préparation", "Salle du parvis", "agent"),
    (4, "11:00", 60, "Point avec la presse", "Bureau du président", "secretary official"),
    (4, "14:00", 60, "Entretien annuel", "Bureau 12", "manager agent"),
    (4, "14:00", 90, "Classement des dossiers", "Archives", "secretary"),
    (4, "14:30", 60, "Revue des contrats de maintenance", "Bureau 108", "admin manager"),
    (4, "15:30", 60, "Plannings de la semaine prochaine", "Bureau 12", "agent"),
    (4, "16:30", 45, "Dentiste", "", "agent secretary"),
)  # fmt: skip
"""Day of the week, hour, minutes, title, place, and who of those who sign in comes."""

WHOLE_DAYS = (
    ("agent", 0, 5, "Référente des remplacements"),
    ("agent", 4, 1, "Télétravail"),
    ("manager", 0, 5, "Astreinte de direction"),
    ("secretary", 0, 5, "Relais de l’accueil"),
    ("admin", 0, 7, "Astreinte informatique"),
)
"""Who, from which day of the week on, for how many, what; none of them takes the time."""

TASKS: Mapping[str, tuple[tuple[int | None, str], ...]] = {
    "agent": (
        (-2, "Relancer le transporteur de la piscine"),
        (0, "Envoyer les menus de janvier aux écoles"),
        (4, "Préparer la commission des menus"),
        (None, "Mettre à jour la liste des ATSEM"),
    ),
    "manager": ((1, "Valider les congés de fin d’année"), (12, "Relire le rapport d’activité")),
}
"""By login: days from today, or no date."""
