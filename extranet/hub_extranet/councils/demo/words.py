"""What the council of the fictional authority deals with. French: it is content, not interface."""

from __future__ import annotations

from typing import NamedTuple


class Matter(NamedTuple):
    """An item: its title, its theme, and how many annexes it has."""

    title: str
    theme: str
    annexes: int = 1
    is_decided: bool = True
    is_closed: bool = False


MATTERS = (
    Matter("Désignation du secrétaire de séance", "Assemblées", 0),
    Matter("Approbation du procès-verbal de la séance précédente", "Assemblées"),
    Matter("Décisions prises par le président depuis la dernière séance", "Assemblées", 1, False),
    Matter("Tarifs des accueils périscolaires", "Éducation", 2),
    Matter("Piscine : créneaux scolaires de l’année prochaine", "Éducation"),
    Matter("Protocole transactionnel avec l’entreprise de couverture", "Juridique", 1, True, True),
    Matter("Règlement des déchèteries", "Déchets", 2),
    Matter("Questions diverses", "Assemblées", 0, False),
    Matter("Décision modificative du budget principal", "Finances", 2),
    Matter("Ouverture anticipée des crédits d’investissement", "Finances"),
    Matter("Attribution du fonds de concours aux communes", "Finances", 2),
    Matter("Admission en non-valeur de créances irrécouvrables", "Finances"),
    Matter("Garantie d’emprunt pour douze logements à Montvaray", "Habitat", 2),
    Matter("Tableau des emplois", "Personnel"),
    Matter("Protection complémentaire des agents : participation", "Personnel"),
    Matter("Recrutement d’un conseiller numérique", "Personnel"),
    Matter("Convention avec le collège de Lussigny", "Éducation"),
    Matter("Toiture de l’école de Saint-Aubrin : plan de financement", "Éducation", 2),
    Matter("Contrat territorial de lecture publique", "Culture"),
    Matter("Saison culturelle : demandes de subventions", "Culture"),
    Matter("École de musique : règlement intérieur", "Culture"),
    Matter("Achat d’un terrain à la zone du Breuil", "Économie", 2),
    Matter("Aide à l’immobilier d’entreprise", "Économie"),
    Matter("Office de tourisme : convention d’objectifs", "Tourisme"),
    Matter("Plan climat : bilan à mi-parcours", "Environnement", 2, False),
    Matter("Contrat de rivière de l’Orbe", "Environnement"),
    Matter("Rapport annuel sur le prix de l’eau potable", "Eau", 1, False),
    Matter("Extension du réseau d’assainissement de Clairvanne", "Eau", 2),
    Matter("Marché de collecte des ordures ménagères", "Déchets", 2),
    Matter("Modification du plan local d’urbanisme de Beaurepas", "Urbanisme", 3),
    Matter("Programme local de l’habitat : lancement de la révision", "Habitat"),
    Matter("Aire d’accueil des gens du voyage : tarifs", "Habitat"),
    Matter("Maison de santé de Fontgente : avenant au bail", "Santé"),
    Matter("France Services : demande de labellisation", "Solidarités"),
)

SENTENCES = (
    "La commission compétente, réunie le mois dernier, a donné un avis favorable à l’unanimité.",
    "La dépense est inscrite au budget ; elle représente moins de deux pour cent de la section.",
    "Les communes concernées ont été consultées et ont répondu dans le délai demandé.",
    "Le projet reprend les termes de la délibération prise il y a trois ans sur le même sujet.",
    "Une évaluation sera présentée au conseil au terme de la première année.",
    "Les services ont étudié deux autres solutions, plus coûteuses et plus longues.",
    "La préfecture et la région ont confirmé leur participation par écrit.",
    "L’entrée en vigueur est prévue au premier janvier ; les usagers recevront un courrier.",
    "Les familles, les associations et les agents concernés ont été associés à la préparation.",
    "Aucun emploi n’est créé ; deux postes existants sont réorganisés.",
    "La convention est conclue pour trois ans et peut être dénoncée avec un préavis de six mois.",
    "Le comité social territorial a été consulté et n’a pas formulé d’observation.",
)
OPENING = "Il est proposé au conseil de se prononcer sur le point suivant : {title}."
CLOSING = "Le conseil est invité à en délibérer."
ANNEXES = ("Annexe financière", "Plan de situation", "Avis des communes")
PLACES = ("Salle des fêtes de Montvaray", "Salle du conseil, 3, place du Parvis")
COPIED = "Conseillers municipaux des communes"
