"""Invented communes and services, and the names people may have there."""

from __future__ import annotations

AUTHORITY = "Communauté de communes du Val d’Orbelle"
SCHOOL_ZONE = "A"

GIVEN_NAMES = tuple(
    "Adèle Agnès Aïcha Alain Alexandre Alice Amandine Amélie Anaïs André Anne-Laure Antoine"
    " Arnaud Aurélie Axel Baptiste Béatrice Benoît Bérénice Bruno Camille Carole Cécile Céline"
    " Chantal Charlotte Chloé Christian Christophe Claire Clément Corinne Cyril Damien Daniel"
    " David Delphine Denis Didier Dominique Élise Élodie Émilie Emmanuel Éric Estelle Étienne"
    " Eugénie Fabien Fatima Fanny Florence Florian Franck François Françoise Frédéric Gaëlle"
    " Gaëtan Geneviève Georges Gérard Gilles Grégory Guillaume Gwenaëlle Hakim Hélène Henri"
    " Hervé Hugo Inès Irène Isabelle Jacques Jean Jean-Marc Jean-Pierre Jérémy Jérôme Joël"
    " Joëlle Jonathan Julie Julien Karim Karine Laëtitia Laurence Laurent Léa Léo Lionel Loïc"
    " Louis Louise Lucas Lucie Ludovic Magali Manon Marc Margaux Marie Marie-Hélène Marion"
    " Martine Mathieu Maud Maxime Mélanie Michel Mickaël Mireille Mohamed Monique Morgane"
    " Myriam Nadège Nadia Nathalie Nicolas Noémie Océane Olivier Pascal Patricia Patrick Paul"
    " Pauline Philippe Pierre Quentin Rachid Raphaël Régine Rémi Renaud Robert Romain Roxane"
    " Sabrina Samira Samuel Sandrine Sarah Sébastien Séverine Simon Solène Sonia Sophie"
    " Stéphane Sylvain Sylvie Tanguy Thérèse Thierry Thomas Tristan Valérie Vanessa Véronique"
    " Victor Vincent Virginie Xavier Yannick Yann Yasmine Yves Zoé".split()
)

FAMILY_NAMES = tuple(
    "Abadie Allaire Amiot Arnoux Aubertin Auvray Baillard Barbet Baudoin Bazin Beaumel Bédard"
    " Belhadj Bellanger Benali Berthelot Besnard Bidault Blanchet Boisseau Bonnard Bordier"
    " Boucher Bouvier Brasseur Bréhier Briand Brunel Cadiou Caillaud Camus Carlier Cassagne"
    " Chabrol Champion Chapuis Charpin Chauvet Chevrier Clavel Cochard Collinet Cornet Coulon"
    " Courtois Crépin Dallier Damour Daviaud Delahaye Delcourt Denoyel Desbois Devaux Diallo"
    " Diouf Doucet Drouet Dubreuil Dufresne Dumas-Vernet Durieux Esnault Estève Fabrègue Falck"
    " Faugère Favreau Ferrand Fiquet Fleurance Fontanel Fouchet Fresnel Gadenne Gaillot"
    " Garnaud Gaubert Gendron Gervais Girardot Godin Gombault Gosselin Grandjean Grosjean"
    " Guérin Guichard Guillot Hamelin Hardy Hébrard Héron Houdin Humbert Imbault Jacquet Jamet"
    " Jolivet Jourdan Kaci Kerbrat Labarre Lacroix Lagarde Lambotte Lanoë Lardier Laroche"
    " Lautrec Lebreton Leclair Lefort Lemoine Lepage Leroux Lescure Lhermitte Loiseau Lorrain"
    " Loubet Maillard Mallet Marchand Maréchal Martel Masson Mathé Maurel Ménard Mercadal"
    " Mériaux Meunier Michaud Milon Mondon Morvan Moulin Nabet Naudin Nguyen Nicolle Noailles"
    " Oger Ollivier Ouali Pagès Paillard Pariset Pasquier Payet Péron Perrault Pichard Pinard"
    " Plantier Poirel Pommier Pouget Prévost Quéméner Quentin Quillet Rabier Raffin Rambert"
    " Ravel Rebours Régnier Renaudin Ribot Rigaud Rivoire Robineau Rochard Rossignol Roucher"
    " Royer Sabatier Saintonge Salmon Sarrazin Savary Ségalen Serre Sicard Sorel Soulier"
    " Tailland Tanguy Tardieu Tessier Thibaud Tissot Touati Tournier Trémoulet Urvoy Vacher"
    " Valette Vasseur Vautrin Verdier Vernay Viala Vidalenc Villard Vinet Voisin Weber Ybert"
    " Zerrouki".split()
)

NASTY_NAMES = (
    ("Anne-Sophie", "de La Tour d’Argenson"),
    ("Jean-Loup", "d’Ormesson-Vié"),
    ("Maëlys", "Le Goff"),
    ("Zoë", "N’Diaye"),
    ("Élie", "O’Brien"),
    ("Tây", "Nguyễn Thị"),
    ("Łukasz", "Żółkiewski"),
    ("Marie", "Martin"),
    ("Marie", "Martin"),  # two people
    ("José María", "García y Vega"),
)

COMMUNES = tuple(
    "Orbelle Montvaray Lussigny Saint-Aubrin Clairvanne Beaurepas Fontgente"
    " Vieux-Moulin-sur-Orbe Malvernay Castelbrun Rochecave Aigremont-le-Val"
    " Bressolles-la-Vigne Chantelure Courvaux Dampierrette Escolives Fayolle-Haute"
    " Fayolle-Basse Grandchêne Hautepierre-en-Val Issandre Jouvence-la-Forêt Kermoult"
    " Lavaldine Les-Essards-d’Orbelle L’Haÿe-Sainte-Marthe Marsanne-le-Pont Mérigneux"
    " Neuvillette-aux-Bois Nanteuil-Vert Ouzouerre Pertuisac Plessis-Gravelle Pontorbe"
    " Quincieu-le-Haut Rocheblaine Rivecourt-Dessus Saint-Éloy-des-Prés Sainte-Colmine"
    " Saint-Just-le-Neuf Salvagny-Vieux Tramonet Trévelle Ussanges Valbonnette Valdruche"
    " Vaucelange Vernouillac Ville-aux-Noyers Villemorte Vouzeron-le-Bois Xaintray Yzernac"
    " Zuytpeene".split()
)

DIRECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Direction générale", ("Assemblées", "Communication", "Juridique", "Accueil", "Archives")),
    (
        "Éducation et jeunesse",
        ("Vie scolaire", "Périscolaire", "Restauration", "Petite enfance", "Jeunesse"),
    ),
    ("Services techniques", ("Voirie", "Bâtiments", "Espaces verts", "Garage", "Logistique")),
    (
        "Ressources humaines",
        (
            "Carrières et paie",
            "Recrutement",
            "Prévention",
            "Formation",
            "Action sociale du personnel",
        ),
    ),
    ("Finances", ("Budget", "Comptabilité", "Achats", "Fiscalité", "Subventions")),
    ("Systèmes d’information", ("Assistance", "Réseaux", "Applications", "Données", "Téléphonie")),
    (
        "Eau et assainissement",
        ("Eau potable", "Assainissement", "Milieux aquatiques", "Abonnés", "Laboratoire"),
    ),
    (
        "Déchets",
        ("Collecte", "Déchèteries", "Prévention des déchets", "Redevance", "Parc de véhicules"),
    ),
    (
        "Urbanisme et habitat",
        ("Droits des sols", "Planification", "Habitat", "Gens du voyage", "Cartographie"),
    ),
    (
        "Culture et sports",
        (
            "Médiathèques",
            "École de musique",
            "Piscines",
            "Équipements sportifs",
            "Spectacle vivant",
        ),
    ),
    ("Développement économique", ("Entreprises", "Tourisme", "Agriculture", "Commerce", "Emploi")),
    ("Solidarités", ("Aînés", "Handicap", "Logement social", "Santé", "France Services")),
)

BODIES = (
    "Conseil communautaire",
    "Bureau",
    "Conférence des maires",
    "Commission finances",
    "Commission éducation",
    "Commission travaux",
    "Commission environnement",
    "Commission culture et sports",
    "Commission économie",
    "Commission habitat",
    "Commission solidarités",
    "Commission d’appel d’offres",
)

SCHOOL_NAMES = (
    "Jean-Moulin",
    "Les Tilleuls",
    "Louise-Michel",
    "Jacques-Prévert",
    "Marie-Curie",
    "Le Petit Bois",
    "Jules-Ferry",
    "Les Hirondelles",
    "Simone-Veil",
    "La Fontaine",
    "Lucie-Aubrac",
    "Les Quatre-Vents",
    "Victor-Hugo",
    "Anne-Frank",
    "Les Coquelicots",
    "George-Sand",
    "Jean-Zay",
    "La Clé des Champs",
    "Olympe-de-Gouges",
    "Les Cerisiers",
)

TITLES = ("Agent", "Assistante", "Chargée de mission", "Gestionnaire", "Technicien", "Instructrice")
FIELD_TITLES = (
    "Agent d’entretien",
    "Agent de voirie",
    "ATSEM",
    "Agent de collecte",
    "Jardinier",
    "Cuisinier",
)

ABSENCES = (
    ("agent", (-1, 2), ""),
    ("agent", (0, 0), "En formation, joignable par courriel"),
    ("manager", (0, 1), "Pour les rendez-vous, voir l’accueil"),
    ("secretary", (-2, 5), ""),
    ("admin", (0, 0), ""),
)
"""Who is asked instead, the first and the last day from today on, what colleagues read."""
