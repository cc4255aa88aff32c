"""Dutch words as they are compared: without accents, endings and ways of spelling one sound."""

import re
from functools import lru_cache
from itertools import pairwise
from typing import Final

from portal.kernel.spelling import fold

NOT: Final = "~"
"""Stands before a word that a text denies: "niet rolstoelgebonden" is `~rolstoelgebonden`."""

_WORD: Final = re.compile(r"[a-z0-9]+")
_GENITIVE: Final = re.compile(r"['’`´]s?\b")
_CODE: Final = re.compile(r"\d\d(?=[a-z0-9]*[a-z])([a-z0-9]{1,5})")
_DENIES: Final = frozenset({"niet", "geen", "zonder"})
_ALONE: Final = {"ouderen": "oudere", "oudere": "oudere", "werkster": "werkster"}
"""Words that share no stem with what looks like theirs: ouders are not ouderen."""
_FUNCTION_WORDS: Final = (
    "de het een van voor met in bij die dat en of ik je u wij we hij zij ze zoek zoeken zoekt "
    "wil willen wilt graag iemand iets mevrouw meneer mijn haar zijn hem hun uw ons onze is ben "
    "bent te ter ten er om op aan naar uit door tot als dan zo ook nog wel al maar toch want dus "
    "deze dit kan kunnen kunt moet moeten mag heeft heb hebben hebt wordt worden nodig naast "
    "tijdens over onder tussen binnen buiten vanaf wie wat waar welke hoe wanneer per via alle "
    "andere ander beschikbaar beschikbare beschikbaarheid snel eventueel liefst alstublieft aub "
    "client clienten cliente moeder vader oma opa vrouw man zoon dochter partner buurvrouw "
    "buurman familie persoon personen mensen mens iemands plek plekken plaats plaatsen ruimte "
    "omgeving omstreken regio buurt gemeente aanbieder aanbieders organisatie instelling product "
    "ongeveer soort vorm gaat gaan doen doet krijgen krijgt geven geeft zoals daar hier nu "
    "vandaag morgen niet geen zonder me mij jou jouw zelf zit zitten woont loopt lopen komt "
    "komen leeft slecht goed goede veel weinig elke iedere erg heel echt vanwege omdat hebbende "
    "blijft blijven houdt hulpvraag meerdere enkele even meer na collega jongeman jongetje kerel "
    "gast soms vaak wekelijks dagelijks maandelijks tijdje hulpvragen ergens niemand iedereen "
    "misschien zou zouden wilde hoeveel hoelang welk gezocht gevraagd info informatie waren werd "
    "werden geworden gehad had hadden geweest zul zal zullen laten laat liet gelaten ging gingen "
    "kwam kwamen gekomen stond staat staan ligt liggen lag kon konden mocht moest moesten wou "
    "wilden hoeft hoeven hoef durf durft ga kom doe deed gedaan maakt gemaakt neemt nemen nam "
    "vind vindt vinden vond denk denkt denken weet weten wist zegt zeggen zei zie ziet zien "
    "vraag vraagt vragen bestaat hierbij daarbij ermee erbij eraan erin eruit ervan ervoor "
    "hiervoor daarvoor waarbij waarin waarmee waarvoor waardoor daardoor terwijl totdat zodat "
    "opdat hoewel indien mits toen nadat voordat sinds tegen rond behalve volgens omheen langs "
    "steeds altijd nooit meestal bijna nauwelijks eigenlijk gewoon precies helemaal vooral "
    "waarschijnlijk eerst eerste laatste binnenkort straks later vroeger gisteren onlangs recent "
    "momenteel tegenwoordig opeens plotseling twee drie vier vijf zes zeven acht negen tien paar "
    "aantal keer maal minder meest veelal zeer nogal best beetje heleboel zoveel evenveel zulke "
    "zulk dergelijke bepaalde zichzelf elkaar elkaars eigen hunne degene diegene alles niets "
    "niks ieder wiens jullie jullies hen buren kennis kennissen vriend vriendin vrienden broer "
    "zus zusje broertje tante oom neef nicht schoonmoeder schoonvader schoonouders dame heer "
    "heren dames meisje jongen inwoner inwoners bewoner bewoners burger burgers klant klanten "
    "patient patienten deelnemer deelnemers bezoeker bezoekers echtgenoot echtgenote mannen "
    "vrouwen grootmoeder grootvader zoontje dochtertje zuster krijg leert wonend wonende "
    "zoontjes dochters broers zussen weer terug anders toe alvast daarna vooraf jaar jaren "
    "jarige maanden weken anderen"
)
_BETWEEN: Final = frozenset({"de", "het", "een", "in", "met", "voor"})
"""May stand between "niet" and what it denies."""
FUNCTION_WORDS: Final = frozenset(_FUNCTION_WORDS.split())
_LOOSE_WORDS: Final = (
    "hulp hulpverlening ondersteuning zorg zorgverlening verzorging voorziening dienst "
    "dienstverlening service traject aanbod activiteit weekend avond ochtend middag nacht week "
    "maand uur uren thuis gezin volwassene probleem problematiek klacht leven dagelijks "
    "persoonlijk locatie buiten extra kleinschalig prettig gezellig oud jong ontlasten leuk "
    "overdag nodig dichtbij vlakbij professioneel ervaren passend geschikt speciaal cursus "
    "training taak helpen bedrijf bureau opname huis opruimen groep activiteiten zorgaanbieder "
    "hulpverlener medewerker vrijwilliger kantoor team centrum project plus ondersteunen was dag "
    "opvang flat appartement woning kamer boel onzeker hele weg samen steun ouwe regelen lukken "
    "lukt starten beginnen stoppen volgen meedoen deelnemen aanvragen aanmelden inschrijven "
    "opzetten uitvoeren bieden aanbieden verlenen leveren verzorgen overnemen inzetten oplossen "
    "omgaan begrijpen leren houden brengen werkt werken helpt helpende bezoeken bijhouden "
    "aanbrengen opbouwen onderhouden verbeteren behouden vergroten verminderen voorkomen moeite "
    "moeilijk lastig zwaar makkelijk gemakkelijk zelfstandig alleenstaand alleen eenvoudig "
    "kwetsbaar ziek ziekte beperkt beperking aandoening stoornis diagnose indicatie beschikking "
    "situatie thuissituatie toestand reden manier gebied situaties mogelijk mogelijkheid "
    "mogelijkheden nieuw vast tijdelijk structureel regelmatig intensief licht rustig veilig "
    "lief warm fijn vriendelijk betrouwbaar ervaring deskundig gespecialiseerd middelbaar begin "
    "einde dringend spoed urgent direct meteen lang lange kort korte klein kleine groot grote "
    "wmo pgb zin vg jeugdwet wlz maatwerk maatwerkvoorziening arrangement pakket product module "
    "vorm soort type niveau methode aanpak plan doel wens vraag behoefte advies tip contact "
    "afspraak wachtlijst wachttijd beschikbaarheid capaciteit vrije plekje aanmelding intake "
    "adres telefoon elke maandag dinsdag woensdag donderdag vrijdag zaterdag zondag maanden "
    "ochtenden middagen avonden dagje dagen zomer winter jaarlijks minuut minuten kwartier half "
    "leefomgeving leefsituatie omstandigheid maatschappij samenleving wijk wijkteam straat stad "
    "dorp gebruik gebruikt inzet lichaam hoofd stap stappen ding dingen zaak zaken belangrijk "
    "leuke mooi mooie fijne snelle snel langdurig kortdurende vers druk drukke stil vrolijk "
    "aardig bekend onbekend gewoonlijk normaal simpel handig duidelijk serieus eerlijk gezond "
    "ongezond sterk zwak langer vroeg laat open dicht vrij gratis goedkoop duur betaalbaar "
    "dichterbij lokaal regionaal landelijk plaatselijk algemeen individueel gezamenlijk "
    "maatschappelijk sociale sociaal menselijk liefdevol respectvol huiselijk knus kleinschalige "
    "vertrouwd stabiel blijven gericht ontvangen bereiken gebeuren verlopen veranderen wisselen "
    "combineren bespreken overleggen melden verwijzen doorverwijzen toewijzen plaatsen wachten "
    "wacht zorgen zorgt eisen vereist bezorgd ongerust bang blij moe vermoeid eten drinken "
    "liggen zitten lezen schrijven spreken horen kijken voelen proberen redden aankunnen "
    "volhouden combinatie periode start eind termijn aantal max minimaal maximaal ondersteund "
    "geholpen begrip aandacht geduld humor passie doorneemt gezegd verteld belt bellen mailen "
    "aangeven uitleggen vertellen wekelijks maandelijks beginnend beginnende gevorderd ernstige "
    "treffen sluiten openen pakken zetten stellen brengt stuurt sturen wonend gebruiken leiden "
    "leidt begeleide vormen vormt groeien groeit ontstaan ontstaat stijgen dalen weigeren wenst "
    "wensen hopen hoopt passen past lijden lijdt kampen kampt worstelen worstelt stoeien tobt "
    "ervaart merken merkt schrikken wisselend vaste flexibel incidenteel eenmalig permanent "
    "doorlopend tijdens overige diverse verschillende allerlei enorm vreselijk verschrikkelijk "
    "behoorlijk redelijk tamelijk absoluut buurt eigen officieel uiterlijk jarig eerder intussen "
    "bewust bepalen voorbereiden afbouwen uitbouwen aansturen activeren signaleren adviseren "
    "informeren bevorderen versterken ontwikkelen herstellen voeren maken nemen doornemen "
    "invullen inrichten indelen ordenen beheren beheersen aanpakken aanvaarden accepteren omgang "
    "hanteren verwerken afstemmen afronden evalueren opstellen vastleggen plegen vervullen "
    "toepassen uitproberen meegaan meekijken meedenken meehelpen meelopen opzoeken doorlopen "
    "vergemakkelijken versnellen vertragen verhogen verlagen verkrijgen verwerven bezitten "
    "verlangen willen durven kennen snappen beseffen raken worden vallen opvallen tegenkomen "
    "aantreffen aankomen vertrekken verplaatsen draaien duwen trekken dragen halen meenemen "
    "belasten beperkingen beperken achtergrond verleden grootste kleinste versneld algemene "
    "fysiek persoonlijke eigenlijke actief actieve professionele deskundige verantwoord "
    "beschermende blijvende tijdelijke wisselende regelmatige structurele onderling onderlinge "
    "overlijden ongeluk ongeval operatie rug gevolg gevolgen oorzaak aanleiding kans toekomst "
    "ontwikkeling voortgang resultaat resultaten beperkte taken rol ontmoet leeftijd jonge oude "
    "nare ernstig heftig flink chronisch blijvend dreigend"
)
_ENDINGS: Final = (
    "elijke", "elijk", "lijke", "lijks", "lijk", "heden", "heid", "ische", "isch",
    "tjes", "tje", "jes", "je",
    "sters", "ster", "ingen", "ing", "eren", "ers", "er", "en", "es", "e", "s",
)  # fmt: skip
_PLURALS: Final = ("tjes", "tje", "jes", "je", "en", "es", "e", "s")
VOWELS: Final = frozenset("aeiouy")
_LEAST: Final = 3
_SENTENCE: Final = 6
"""A sentence has so many words, and so many of them carry no meaning."""
_TOLD: Final = 3
_BEFORE_PLACES: Final = frozenset({"in", "te", "vanuit", "nabij", "omgeving", "regio", "gemeente"})
_SOUNDS: Final = (
    ("sch", "s"), ("sh", "s"), ("ch", "g"), ("ck", "k"), ("ph", "f"), ("th", "t"), ("qu", "kw"),
    ("x", "ks"),
    ("ij", "i"), ("ei", "i"), ("ey", "i"), ("ie", "i"), ("y", "i"), ("ou", "au"), ("c", "k"),
    ("z", "s"), ("v", "f"), ("dt", "t"), ("d", "t"), ("h", ""),
)  # fmt: skip
_TWICE: Final = re.compile(r"(.)\1+")


def spoken(text: str) -> list[str]:
    """The words of a text in order, function words among them."""
    return _WORD.findall(_GENITIVE.sub("", fold(text)))


def content_words(text: str) -> list[str]:
    """The words that carry meaning, what is denied marked; all words if there are no others."""
    found: list[str] = []
    denies = False
    every = spoken(text)
    for word in every:
        if word in _DENIES:
            denies = True
        elif word not in FUNCTION_WORDS:
            found.append(NOT + word if denies else word)
            denies = False
        elif word not in _BETWEEN:
            denies = False
    return found or every


def asides(text: str) -> frozenset[str]:
    """The words that need not be answered in what somebody told us, rather than looked for.

    Whatever stands after "in" may be a place, and a place that we do not know is no aside.
    """
    every = spoken(text)
    if len(every) < _SENTENCE or sum(word in FUNCTION_WORDS for word in every) < _TOLD:
        return frozenset()
    places = {word for before, word in pairwise(every) if before in _BEFORE_PLACES}
    return frozenset(every) - places


def tokens(text: str) -> frozenset[str]:
    """All words by which a text is found; a product code without its category or its zero too."""
    every = spoken(text)
    found = set(content_words(text)) | (FUNCTION_WORDS & set(every))
    for code in filter(None, map(_CODE.fullmatch, every)):
        found |= {code[1], code[0].lstrip("0")}
    return frozenset(found)


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """What a word has in common with its plural, its adjective and its verb."""
    if word in _ALONE or _has_digit(word):
        return singular(word)
    bare, before = word, ""
    while bare != before:
        before, bare = bare, _without_ending(bare)
    closed = _closed(bare)
    return closed if len(closed) in {len(bare), len(word)} else stem(closed)


@lru_cache(maxsize=65_536)
def singular(word: str) -> str:
    """What a word has in common with its plural and its adjective alone."""
    if word in _ALONE:
        return _ALONE[word]
    return word if _has_digit(word) else _closed(_without_ending(word, _PLURALS))


def _without_ending(word: str, endings: tuple[str, ...] = _ENDINGS) -> str:
    for ending in endings:
        rest = word.removesuffix(ending)
        if rest != word and _may_stand_alone(rest, ending):
            return rest
    return word


def _has_digit(word: str) -> bool:
    return any(sign.isdigit() for sign in word)


@lru_cache(maxsize=65_536)
def is_loose(word: str) -> bool:
    """Whether a word says so little that a question may be answered without it."""
    return word.isdigit() or singular(word) in _LOOSE


def _may_stand_alone(rest: str, ending: str) -> bool:
    """Whether a word is left: a vowel and a consonant before the ending, three letters or more."""
    least = _LEAST if ending in {"en", "ing", "e"} else _LEAST + 1
    if len(rest.lstrip(NOT)) < least or not VOWELS & set(rest):
        return False
    return rest[-1] not in VOWELS and not (ending == "s" and rest[-1] == "s")


def _closed(word: str) -> str:
    """One consonant at the end, one vowel before it, f for v and s for z: huiz(en) is huis."""
    if len(word) > _LEAST and word[-1] == word[-2]:
        word = word[:-1]
    word = word[:-1] + {"v": "f", "z": "s"}.get(word[-1], word[-1])
    if len(word) > _LEAST and word[-2] == word[-3] and word[-2] in VOWELS:
        word = word[:-2] + word[-1]
    return word


@lru_cache(maxsize=65_536)
def sound(word: str) -> str:
    """One spelling for what sounds alike: Lynde and Linde, kado and cado."""
    for written, heard in _SOUNDS:
        word = word.replace(written, heard)
    return _TWICE.sub(r"\1", word)


_LOOSE: Final = frozenset(form for word in _LOOSE_WORDS.split() for form in (word, singular(word)))
