"""Names that people use for one another, English and Spanish; a name may stand in several lines."""

from __future__ import annotations

LINES = """
alberto beto albert bert al
alejandro alex alexander jandro sandro ale
alejandra alex sandra ale jandra alexandra
alfonso poncho alphonse fonso
alfredo fredo freddy alfred fred
ana anita annie ann anna anne
andres andy andrew drew
angela angie angelita
antonio tono tony anthony toni
armando mando
arturo turo arthur art
beatriz bety betty beatrice trixie bea
benjamin ben benny benja benji
carlos charly charlie carlitos charles chuck
carolina caro carol carolyn caroline
catalina cata cathy catherine katherine kathy kate katie cat
cecilia ceci cecy celia
concepcion concha conchita connie
consuelo chelo
cristina cris tina christina christine chris
cristobal toby chris christopher
daniel dan danny dani
daniela dani daniella
david dave davey
delia dee
deanna dee deana diana
dolores lola lolita
edward ed eddie ted ned
eduardo lalo eddie edward ed
elena elenita nena helen ellen helena
elizabeth liz beth betty eliza lisa lizzie libby isabel
emilio milo emil
enrique quique kike henry rick
ernesto neto ernie ernest
esperanza lancha espe hope
esteban steve stephen steven
eugenia gena genie
felipe pipe phil philip phillip
fernando fer nando ferdinand
francisca paca panchita fran frances
francisco paco pancho frank francis cisco kiko
gabriel gabe gabi
gabriela gaby gabi gabrielle
gerardo jerry gerry gerard
gilberto beto gil gilbert
gloria glory
graciela chela grace
gregorio goyo greg gregory
gregory greg
guadalupe lupe lupita
guillermo memo will william bill willie
gustavo tavo gus
hector tito
hugo hugh
humberto beto tito
ignacio nacho
isabel chabela isa isabella belle elizabeth
ivan juan john
jaime jimmy jim james
james jim jimmy jamie
javier javi xavier
jeffrey jeff
jennifer jen jenny jenn
jessica jess jessie
jesus chuy chucho
jesusa chuya
joaquin quino
john johnny jack jon
jonathan jon john johnny
jorge george coque
jose pepe joe joseph chepe
josefina fina pepa josie josephine
joseph joe joey
juan john johnny juanito
juana jane juanita
julio jules
kenneth ken kenny
kimberly kim
leonardo leo leonard lenny
leticia lety letty
lorenzo larry lawrence
lourdes lulu
luis louis lou lucho
luisa louise lulu
magdalena magda lena malena
manuel manny manolo
marcela chela
margarita mague rita daisy margaret maggie marge peggy meg
maria mary marie mari maricarmen
martin marty
mateo matt matthew teo
matthew matt
mercedes meche
michael mike mikey mick
miguel mike michael
monica moni
nicolas nick nicholas nico
nicholas nick
oscar ozzie
pablo paul
pamela pam
patricia pat patty pati tricia trish
patricio pat patrick
patrick pat
pedro pete peter perico
peter pete
rafael rafa ralph
ramon ray raymond moncho
raquel rachel kel
raymond ray
rebeca becky rebecca
rebecca becky
ricardo rick richard ricky richie
richard rick dick rich ricky
robert bob rob bobby robbie
roberto beto bob robert bobby rob
rodolfo rudy fito rudolph
rogelio roger roy
ronald ron ronnie
rosa rosie rose rosita
rosario chayo rosie
ruben benny
salvador chava sal
samuel sam sammy
santiago chago james jim diego
sara sarah sally
sergio checo
silvia sylvia chivis
sofia sophia sophie sofi
stephen steve
steven steve
susana susie susan
susan sue susie
teresa tere terry theresa tess
theresa terry
thomas tom tommy
timothy tim
tomas tom thomas tommy
veronica vero ronnie
vicente chente vince vincent
victor vic
victoria vicky tori
virginia ginny gina vicky
walter walt wally
william bill will billy willie
yolanda yoli
"""


def _table() -> dict[str, frozenset[str]]:
    groups: dict[str, set[str]] = {}
    for number, line in enumerate(LINES.split("\n")):
        for name in line.split():
            groups.setdefault(name, set()).add(str(number))
    return {name: frozenset(found) for name, found in groups.items()}


SAME: dict[str, frozenset[str]] = _table()
"""Name → the lines it stands in; two names are the same person's when they share a line."""
