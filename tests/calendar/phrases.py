# ruff: noqa: E501  # a row of a table is a line
"""Lines as people write them, and what each means on Wednesday 25 November 2026 at 10:20.

A row: the line; when it begins; when it ends, if that is not an hour or a day later; its title; its
rule; its place. A row without a time is a line of which no time is understood.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta


@dataclass(frozen=True)
class Phrase:
    text: str
    starts: str
    ends: str
    title: str
    rule: str
    place: str
    language: str


FRENCH = """
réunion jeudi 14h avec Léa | 2026-11-26 14:00 | | réunion avec Léa
demain 9h30-11h point budget salle Vercors | 2026-11-26 09:30 | 2026-11-26 11:00 | point budget | | salle Vercors
tous les lundis à 8h30 réunion d'équipe jusqu'au 18 décembre | 2026-11-30 08:30 | | réunion d'équipe | FREQ=WEEKLY;BYDAY=MO;UNTIL=20261218
le 3 mars toute la journée formation | 2027-03-03 | | formation
dans 2 semaines mardi à midi déjeuner | 2026-12-08 12:00 | | déjeuner
du 12 au 16 mai congés | 2027-05-12 | 2027-05-17 | congés
jeudi en huit | 2026-12-03 | |
vendredi prochain | 2026-11-27 | |
14h pile | 2026-11-25 14:00 | |
de 14 à 16h | 2026-11-25 14:00 | 2026-11-25 16:00 |
cet après-midi | 2026-11-25 14:00 | |
visio 45 min demain 10h | 2026-11-26 10:00 | 2026-11-26 10:45 | visio
25/12 | 2026-12-25 | |
1er mai | 2027-05-01 | |
mercredi 9h bilan | 2026-12-02 09:00 | | bilan
mercredi 10h20 bilan | 2026-12-02 10:20 | | bilan
mercredi 10h21 bilan | 2026-11-25 10:21 | | bilan
mercredi | 2026-11-25 | |
mercredi prochain | 2026-12-02 | |
lundi | 2026-11-30 | |
LUNDI 9H COMITÉ | 2026-11-30 09:00 | | COMITÉ
9h rappeler la mairie | 2026-11-26 09:00 | | rappeler la mairie
11h rappeler la mairie | 2026-11-25 11:00 | | rappeler la mairie
aujourd'hui 16h point | 2026-11-25 16:00 | | point
aujourd’hui à 16 h point | 2026-11-25 16:00 | | point
aujourd'hui | 2026-11-25 | |
aujourd'hui 9h oubli | 2026-11-25 09:00 | | oubli
hier 10h oubli | 2026-11-24 10:00 | | oubli
demain | 2026-11-26 | |
demain matin | 2026-11-26 09:00 | |
demain après-midi atelier | 2026-11-26 14:00 | | atelier
demain soir 8h repas | 2026-11-26 20:00 | | repas
ce soir 20h cinéma | 2026-11-25 20:00 | | cinéma
ce soir | 2026-11-25 19:00 | |
ce matin inventaire | 2026-11-25 10:30 | | inventaire
après-demain 14h-15h30 point | 2026-11-27 14:00 | 2026-11-27 15:30 | point
dans 3 jours | 2026-11-28 | |
dans 3 jours à 9h relance | 2026-11-28 09:00 | | relance
dans une semaine 9h relance | 2026-12-02 09:00 | | relance
dans quinze jours | 2026-12-10 | |
dans un mois bilan | 2026-12-25 | | bilan
dans 2 ans | 2028-11-25 | |
dans une heure appel | 2026-11-25 11:20 | | appel
dans 20 minutes appel | 2026-11-25 10:40 | | appel
d'aujourd'hui en huit | 2026-12-02 | |
lundi en quinze 10h | 2026-12-14 10:00 | |
lundi prochain 10h30 entretien avec Jean-Pierre Dupont | 2026-11-30 10:30 | | entretien avec Jean-Pierre Dupont
la semaine prochaine mardi 9h | 2026-12-01 09:00 | |
mardi de la semaine prochaine 9h | 2026-12-01 09:00 | |
vendredi de cette semaine 9h | 2026-11-27 09:00 | |
mardi dans 2 semaines 9h | 2026-12-08 09:00 | |
la semaine prochaine | 2026-11-30 | |
semaine 50 | 2026-12-07 | |
mardi semaine 50 9h point | 2026-12-08 09:00 | | point
semaine 50 mardi 9h point | 2026-12-08 09:00 | | point
jeudi de la semaine n° 2 à 14h bilan | 2027-01-14 14:00 | | bilan
vendredi S49 10h visite | 2026-12-04 10:00 | | visite
salle S50 vendredi 10h | 2026-11-27 10:00 | | | | salle S50
lundi sem. 3 | 2027-01-18 | |
semaine 48 inventaire | 2026-11-25 | | inventaire
lundi semaine 48 | 2027-11-29 | |
semaine 9h | 2026-11-26 09:00 | | semaine
semaine 53 clôture | 2026-12-28 | | clôture
lundi et mardi 9h formation | 2026-11-30 09:00 | | formation | FREQ=WEEKLY;BYDAY=MO,TU;COUNT=2
le mardi, jeudi et vendredi 14h-16h ateliers | 2026-12-01 14:00 | 2026-12-01 16:00 | ateliers | FREQ=WEEKLY;BYDAY=TU,TH,FR;COUNT=3
formation mardi et jeudi de la semaine prochaine 9h | 2026-12-01 09:00 | | formation | FREQ=WEEKLY;BYDAY=TU,TH;COUNT=2
vendredi et lundi congés | 2026-11-27 | | congés | FREQ=WEEKLY;BYDAY=MO,FR;COUNT=2
jeudi et vendredi semaine 50 9h | 2026-12-10 09:00 | | | FREQ=WEEKLY;BYDAY=TH,FR;COUNT=2
mardi et jeudi 9h 6 fois gym | 2026-12-01 09:00 | | gym | FREQ=WEEKLY;BYDAY=TU,TH;COUNT=6
le mois prochain bilan | 2026-12-25 | | bilan
ce week-end marché | 2026-11-28 | 2026-11-30 | marché
le lundi 7 à 10h comité | 2026-12-07 10:00 | | comité
lundi 7 décembre à 18 h 30 conseil municipal | 2026-12-07 18:30 | | conseil municipal
Conseil municipal lundi 7 déc. 18h30 | 2026-12-07 18:30 | | Conseil municipal
lundi 30 novembre, 9h à 10h : comité | 2026-11-30 09:00 | | comité
rendez-vous le 12 à 9h | 2026-12-12 09:00 | | rendez-vous
le 26 à 9h rendez-vous | 2026-11-26 09:00 | | rendez-vous
le 1er à 9h rendez-vous | 2026-12-01 09:00 | | rendez-vous
le 24 rendez-vous | 2026-12-24 | | rendez-vous
le 25 novembre à 9h rétrospective | 2027-11-25 09:00 | | rétrospective
le 25 novembre à 17h rétrospective | 2026-11-25 17:00 | | rétrospective
24 novembre | 2027-11-24 | |
29 février anniversaire | 2028-02-29 | | anniversaire
31 décembre 23h30-1h réveillon | 2026-12-31 23:30 | 2027-01-01 01:00 | réveillon
1er janvier vœux | 2027-01-01 | | vœux
3 mars 2028 bilan | 2028-03-03 | | bilan
12/03/2027 14h visite | 2027-03-12 14:00 | | visite
12/3/27 visite | 2027-03-12 | | visite
12.03.2027 visite | 2027-03-12 | | visite
12-03-2027 visite | 2027-03-12 | | visite
2027-02-14 10:00 visite | 2027-02-14 10:00 | | visite
le 31/02 visite | | | le 31/02 visite
45/12 visite | | | 45/12 visite
1/2 journée d'équipe | | | 1/2 journée d'équipe
14h30 entretien | 2026-11-25 14:30 | | entretien
14 h 30 entretien | 2026-11-25 14:30 | | entretien
14:30 entretien | 2026-11-25 14:30 | | entretien
à 14 heures entretien | 2026-11-25 14:00 | | entretien
à 2 heures et demie du matin veille | 2026-11-26 02:30 | | veille
à 15 heures moins le quart entretien | 2026-11-25 14:45 | | entretien
vers 15h café | 2026-11-25 15:00 | | café
8h du soir repas | 2026-11-25 20:00 | | repas
midi et demi déjeuner | 2026-11-25 12:30 | | déjeuner
demain à minuit | 2026-11-26 00:00 | |
entre 14h et 16h permanence | 2026-11-25 14:00 | 2026-11-25 16:00 | permanence
14h à 15h30 permanence | 2026-11-25 14:00 | 2026-11-25 15:30 | permanence
14h – 15h30 permanence | 2026-11-25 14:00 | 2026-11-25 15:30 | permanence
14-16h permanence | 2026-11-25 14:00 | 2026-11-25 16:00 | permanence
jeudi 14 à 16h permanence | 2026-11-26 14:00 | 2026-11-26 16:00 | permanence
de midi à 14h permanence | 2026-11-25 12:00 | 2026-11-25 14:00 | permanence
22h-2h astreinte | 2026-11-25 22:00 | 2026-11-26 02:00 | astreinte
21h-minuit concert | 2026-11-25 21:00 | 2026-11-26 00:00 | concert
vendredi 20h30 à 23h dîner | 2026-11-27 20:30 | 2026-11-27 23:00 | dîner
jusqu'à 16h | | | jusqu'à 16h
demain 14h pendant 1h30 atelier | 2026-11-26 14:00 | 2026-11-26 15:30 | atelier
atelier pendant 2h demain 14h | 2026-11-26 14:00 | 2026-11-26 16:00 | atelier
demain 14h une demi-heure atelier | 2026-11-26 14:00 | 2026-11-26 14:30 | atelier
réunion de 3h demain 9h | 2026-11-26 09:00 | 2026-11-26 12:00 | réunion
réunion de 14h | 2026-11-25 14:00 | | réunion
formation pendant 3 jours lundi | 2026-11-30 | 2026-12-03 | formation
demain journée entière inventaire | 2026-11-26 | | inventaire
du 28 avril au 3 mai vacances | 2027-04-28 | 2027-05-04 | vacances
du 28 au 3 mai vacances | 2027-04-28 | 2027-05-04 | vacances
du 30 décembre au 2 janvier fermeture | 2026-12-30 | 2027-01-03 | fermeture
12-16 mai congés | 2027-05-12 | 2027-05-17 | congés
12 au 16 mai 2028 congés | 2028-05-12 | 2028-05-17 | congés
du 12 au 16 congés | 2026-12-12 | 2026-12-17 | congés
du 20 au 26 novembre congés | 2027-11-20 | 2027-11-27 | congés
du lundi au mercredi stage | 2026-11-30 | 2026-12-03 | stage
du lundi au mercredi 9h-17h stage | 2026-11-30 09:00 | 2026-11-30 17:00 | stage | FREQ=DAILY;UNTIL=20261202
du 01/02/2027 au 05/02/2027 stage | 2027-02-01 | 2027-02-06 | stage
tous les jours à 8h café | 2026-11-26 08:00 | | café | FREQ=DAILY
chaque jour 11h café | 2026-11-25 11:00 | | café | FREQ=DAILY
tous les jours à 8h café pendant 5 jours | 2026-11-26 08:00 | | café | FREQ=DAILY;UNTIL=20261130
tous les 3 jours 11h arrosage | 2026-11-25 11:00 | | arrosage | FREQ=DAILY;INTERVAL=3
tous les mardis et jeudis 12h piscine 10 fois | 2026-11-26 12:00 | | piscine | FREQ=WEEKLY;BYDAY=TU,TH;COUNT=10
tous les lundis, mercredis et vendredis 8h ronde | 2026-11-27 08:00 | | ronde | FREQ=WEEKLY;BYDAY=MO,WE,FR
chaque vendredi 16h bilan | 2026-11-27 16:00 | | bilan | FREQ=WEEKLY;BYDAY=FR
tous les jours ouvrés 9h courrier | 2026-11-26 09:00 | | courrier | FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR
un mardi sur deux 17h sport | 2026-12-01 17:00 | | sport | FREQ=WEEKLY;INTERVAL=2;BYDAY=TU
une semaine sur deux jeudi 17h sport | 2026-11-26 17:00 | | sport | FREQ=WEEKLY;INTERVAL=2;BYDAY=TH
toutes les 2 semaines le mardi 10h point | 2026-12-01 10:00 | | point | FREQ=WEEKLY;INTERVAL=2;BYDAY=TU
toutes les semaines jeudi 9h point | 2026-11-26 09:00 | | point | FREQ=WEEKLY;BYDAY=TH
tous les mois le 5 à 9h paie | 2026-12-05 09:00 | | paie | FREQ=MONTHLY
tous les ans le 14 juillet bal | 2027-07-14 | | bal | FREQ=YEARLY
le premier lundi du mois 9h bureau municipal | 2026-12-07 09:00 | | bureau municipal | FREQ=MONTHLY;BYDAY=1MO
le dernier vendredi du mois 16h bilan | 2026-11-27 16:00 | | bilan | FREQ=MONTHLY;BYDAY=-1FR
tous les lundis à partir du 4 janvier 9h point | 2027-01-04 09:00 | | point | FREQ=WEEKLY;BYDAY=MO
réunion à 15h salle du conseil avec Léa | 2026-11-25 15:00 | | réunion avec Léa | | salle du conseil
10h réunion en salle 12 demain | 2026-11-26 10:00 | | réunion | | salle 12
rdv dentiste mardi 8 déc. 8h15 | 2026-12-08 08:15 | | rdv dentiste
Réunion du 12 décembre à 9h | 2026-12-12 09:00 | | Réunion
point mer. 14h | 2026-11-25 14:00 | | point
voyage à la mer samedi | 2026-11-28 | | voyage à la mer
atelier 2h demain 14h | 2026-11-26 14:00 | 2026-11-26 16:00 | atelier
demain 14h atelier 2h30 | 2026-11-26 14:00 | 2026-11-26 16:30 | atelier
veille 2h demain | 2026-11-26 02:00 | | veille
Groupe A demain 9h | 2026-11-26 09:00 | | Groupe A
réunion jeudi de service | 2026-11-26 | | réunion de service
appeler Mme Martin vendredi avant midi | 2026-11-27 | | appeler Mme Martin avant midi
appeler le 06 12 34 56 78 lundi | 2026-11-30 | | appeler le 06 12 34 56 78
inventaire 3 rue du Moulin lundi 9h | 2026-11-30 09:00 | | inventaire 3 rue du Moulin
visite 12 personnes jeudi 14h | 2026-11-26 14:00 | | visite 12 personnes
mardi 8 14h bilan | 2026-12-08 14:00 | | bilan
bilan mardi 8 | 2026-12-08 | | bilan
bilan mardi 8 à 9h | 2026-12-01 08:00 | 2026-12-01 09:00 | bilan
bilan le mardi 8 à 9h | 2026-12-08 09:00 | | bilan
mardi 8 personnes | 2026-12-01 | | 8 personnes
congés du 21 décembre au 3 janvier inclus | 2026-12-21 | 2027-01-04 | congés
congés du 21/12 au 31/12 | 2026-12-21 | 2027-01-01 | congés
tous les premiers mardis du mois 14h CT | 2026-12-01 14:00 | | CT | FREQ=MONTHLY;BYDAY=1TU
pause café 10 min 15h | 2026-11-25 15:00 | 2026-11-25 15:10 | pause café
CA le 15 décembre 2026 à 18h salle des fêtes | 2026-12-15 18:00 | | CA | | salle des fêtes
acheter du pain | | | acheter du pain
réunion | | | réunion
lundi 9h mardi 10h | 2026-11-30 09:00 | | mardi 10h
"""

ENGLISH = """
lunch tomorrow noon with Sam | 2026-11-26 12:00 | | lunch with Sam
every other friday 10am-11am | 2026-11-27 10:00 | | | FREQ=WEEKLY;INTERVAL=2;BYDAY=FR
call tomorrow at 3 with Ann | 2026-11-26 15:00 | | call with Ann
call tomorrow at 9 | 2026-11-26 09:00 | | call
call at 3pm | 2026-11-25 15:00 | | call
call at 9am | 2026-11-26 09:00 | | call
10:30 pm call | 2026-11-25 22:30 | | call
12am call | 2026-11-26 00:00 | | call
12pm call | 2026-11-25 12:00 | | call
8 in the evening dinner | 2026-11-25 20:00 | | dinner
today at 5pm review | 2026-11-25 17:00 | | review
tonight concert | 2026-11-25 19:00 | | concert
tomorrow morning review | 2026-11-26 09:00 | | review
this afternoon review | 2026-11-25 14:00 | | review
day after tomorrow 10am review | 2026-11-27 10:00 | | review
thursday 2pm review | 2026-11-26 14:00 | | review
on Thursday at 2pm review | 2026-11-26 14:00 | | review
wednesday 9am review | 2026-12-02 09:00 | | review
mon 9am review | 2026-11-30 09:00 | | review
sun 10am brunch | 2026-11-29 10:00 | | brunch
next friday 3pm review | 2026-12-04 15:00 | | review
next week tuesday 9am review | 2026-12-01 09:00 | | review
tuesday next week 9am review | 2026-12-01 09:00 | | review
thursday week review | 2026-12-03 | | review
in two weeks review | 2026-12-09 | | review
in 3 days at 4pm review | 2026-11-28 16:00 | | review
in 20 minutes call | 2026-11-25 10:40 | | call
in an hour call | 2026-11-25 11:20 | | call
next month review | 2026-12-25 | | review
March 3 review | 2027-03-03 | | review
March 3rd 2027 review | 2027-03-03 | | review
march 3, 2028 review | 2028-03-03 | | review
3rd of March review | 2027-03-03 | | review
lunch at noon on december 24th | 2026-12-24 12:00 | | lunch
the 12th at 9am review | 2026-12-12 09:00 | | review
12/25 party | 2026-12-25 | | party
5/12 party | 2026-12-05 | | party
may 12-16 leave | 2027-05-12 | 2027-05-17 | leave
leave from 12 to 16 May | 2027-05-12 | 2027-05-17 | leave
leave from Monday to Wednesday | 2026-11-30 | 2026-12-03 | leave
from 2 to 4pm workshop | 2026-11-25 14:00 | 2026-11-25 16:00 | workshop
2-4pm workshop | 2026-11-25 14:00 | 2026-11-25 16:00 | workshop
10-1pm workshop monday | 2026-11-30 10:00 | 2026-11-30 13:00 | workshop
2pm to 4pm workshop tomorrow | 2026-11-26 14:00 | 2026-11-26 16:00 | workshop
between 2pm and 4pm workshop | 2026-11-25 14:00 | 2026-11-25 16:00 | workshop
11pm-1am watch | 2026-11-25 23:00 | 2026-11-26 01:00 | watch
workshop tomorrow 2pm for 2 hours | 2026-11-26 14:00 | 2026-11-26 16:00 | workshop
workshop tomorrow 2pm 90 minutes | 2026-11-26 14:00 | 2026-11-26 15:30 | workshop
workshop tomorrow 2pm for half an hour | 2026-11-26 14:00 | 2026-11-26 14:30 | workshop
all day tomorrow inventory | 2026-11-26 | | inventory
this weekend market | 2026-11-28 | 2026-11-30 | market
every monday 9am stand-up | 2026-11-30 09:00 | | stand-up | FREQ=WEEKLY;BYDAY=MO
every Monday at 8:30 stand-up until December 18 | 2026-11-30 08:30 | | stand-up | FREQ=WEEKLY;BYDAY=MO;UNTIL=20261218
every tuesday and thursday 6pm yoga 10 times | 2026-11-26 18:00 | | yoga | FREQ=WEEKLY;BYDAY=TU,TH;COUNT=10
every weekday 8:30 stand-up | 2026-11-26 08:30 | | stand-up | FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR
every 2 weeks on tuesday 10am review | 2026-12-01 10:00 | | review | FREQ=WEEKLY;INTERVAL=2;BYDAY=TU
every day 11am coffee | 2026-11-25 11:00 | | coffee | FREQ=DAILY
every first monday of the month 9am review | 2026-12-07 09:00 | | review | FREQ=MONTHLY;BYDAY=1MO
the last friday of every month 4pm drinks | 2026-11-27 16:00 | | drinks | FREQ=MONTHLY;BYDAY=-1FR
budget review tomorrow 9:30-11:00 room Vercors | 2026-11-26 09:30 | 2026-11-26 11:00 | budget review | | room Vercors
video call 45 min tomorrow 10 am | 2026-11-26 10:00 | 2026-11-26 10:45 | video call
leave from 12 to 16 May included | 2027-05-12 | 2027-05-17 | leave
Dec 3rd at 2:30pm meeting in room 4 | 2026-12-03 14:30 | | meeting | | room 4
every year on july 14 ball | 2027-07-14 | | ball | FREQ=YEARLY
buy bread | | | buy bread
"""


def _rows(table: str, language: str) -> list[Phrase]:
    lines = table.strip().split("\n")
    rows = [[part.strip() for part in line.split("|")] for line in lines]
    return [_phrase([*row, *[""] * (6 - len(row))], language) for row in rows]


def _phrase(row: list[str], language: str) -> Phrase:
    text, starts, ends, title, rule, place = row
    return Phrase(text, starts, ends or _usual(starts), title, rule, place, language)


def _usual(starts: str) -> str:
    if " " in starts:
        return f"{datetime.fromisoformat(starts) + timedelta(hours=1):%Y-%m-%d %H:%M}"
    return f"{date.fromisoformat(starts) + timedelta(1)}" if starts else ""


PHRASES = _rows(FRENCH, "fr") + _rows(ENGLISH, "en")
