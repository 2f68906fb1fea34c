"""Texts of the demonstration's bilans, by section number. Invented: no real place of care, no real person."""

LAST_YEAR = {
    "": (
        "<p>Cette année, le centre de ressources a répondu à plus de demandes qu’il n’en avait jamais reçu, "
        "avec une équipe de coordination inchangée. Ce bilan dit ce qui a été fait, ce qui n’a pas pu l’être,"
        " et ce que nous en retenons.</p><p>Il est écrit pour nos partenaires et nos financeurs. Les chiffres"
        " viennent du portail\u00a0: chacun porte sa définition, et ceux qui désigneraient trop peu de "
        "personnes sont masqués.</p>"
    ),
    "1": (
        "<p>Le centre de ressources est porté par une association. Il ne reçoit pas de patients\u00a0: il met"
        " en lien les personnes exilées en souffrance psychique, celles et ceux qui les accompagnent, et un "
        "réseau de thérapeutes et d’interprètes formés.</p>"
    ),
    "1.1": (
        "<p>Le projet est né de rencontres entre un centre d’accueil, une équipe mobile et des thérapeutes "
        "libéraux, qui constataient la même chose\u00a0: des demandes urgentes, et personne à qui les "
        "adresser.</p><ul><li>Un premier groupe de travail écrit un état des lieux.</li><li>La cellule "
        "d’écoute ouvre, d’abord deux matinées par semaine.</li><li>Le réseau de thérapeutes s’étend à toute "
        "la région, et l’interprétariat est pris en charge.</li></ul>"
    ),
    "1.2": (
        "<p>La convention fixe quatre objectifs\u00a0:</p><ol><li>orienter toute personne exilée en "
        "souffrance psychique vers un soin adapté, près de chez elle\u202f;</li><li>soutenir les "
        "professionnels et les bénévoles qui l’accompagnent\u202f;</li><li>faire travailler ensemble des "
        "réseaux qui se connaissent peu\u202f;</li><li>rendre compte des besoins, des manques et des leviers "
        "du territoire.</li></ol>"
    ),
    "1.3": (
        "<p>Les délais d’attente des structures publiques se sont encore allongés, et plusieurs lieux "
        "d’hébergement ont changé d’opérateur au printemps. Les orientations ont suivi\u00a0: elles arrivent "
        "par vagues, souvent à la veille d’un déménagement.</p><p>L’interprétariat par téléphone a remplacé "
        "une partie des séances en présence. Les thérapeutes le disent <em>précieux dans l’urgence, pauvre "
        "dans la durée</em>.</p>"
    ),
    "2": (
        "<p>Le comité de pilotage réunit les financeurs, l’agence régionale de santé, les associations "
        "partenaires et une représentation des personnes accompagnées. Il a validé l’extension de la cellule "
        "d’écoute et demandé un point trimestriel sur les délais.</p>"
    ),
    "3": (
        "<p>La coordination occupe un équivalent temps plein réparti entre deux personnes. Elle reçoit les "
        "orientations, prépare les concertations hebdomadaires, propose un thérapeute et un interprète, et "
        "suit ce que devient chaque demande.</p><blockquote><p>«\u00a0On sait qu’au bout du fil, quelqu’un "
        "connaît le réseau.\u00a0»<br>Une équipe d’hébergement, à l’évaluation de fin "
        "d’année</p></blockquote>"
    ),
    "3.1": (
        "<p>Les réunions mensuelles du réseau alternent une présentation de structure et l’étude d’une "
        "situation, toujours anonyme. La participation en visioconférence a permis aux départements éloignés "
        "de venir.</p>"
    ),
    "4": (
        "<p>Les partenaires demandent trois choses\u00a0: comprendre, être épaulés, se former. Les "
        "sollicitations de cette année viennent surtout de l’hébergement et de l’école.</p><p>Une demande sur"
        " cinq n’a pas pu recevoir d’intervenant dans le mois\u202f; elle a reçu une réponse écrite et des "
        "ressources.</p>"
    ),
    "4.1": (
        "<p>Deux groupes de travail se sont réunis\u00a0: l’un sur l’accueil des femmes, l’autre sur les "
        "mineurs isolés. Chacun a produit une fiche pratique, relue par des personnes concernées.</p>"
    ),
    "4.4": (
        "<p>La cellule d’écoute répond à toute personne qui s’inquiète, pour elle-même ou pour quelqu’un "
        "d’autre. L’anonymat est la règle\u00a0: on y compte des appels, non des personnes.</p><p>Les "
        "écoutants se relaient par demi-journées et sont supervisés chaque mois.</p>"
    ),
    "5": (
        "<p>Les stages croisés ont fait passer des professionnels du soin dans des lieux d’hébergement, et "
        "l’inverse. Les binômes racontent la même découverte\u00a0: les contraintes de l’autre, vues de "
        "près.</p>"
    ),
    "6": (
        "<p>Ce que vivent les personnes exilées ne tient pas dans une catégorie. Les thérapeutes du réseau "
        "rencontrent des traumas, des deuils, mais d’abord l’usure de l’attente.</p><h3>Ce que nous "
        "observons</h3><ul><li>La décision sur l’asile reste le tournant\u00a0: un refus précipite des "
        "ruptures de soin.</li><li>Les enfants servent encore d’interprètes dans des démarches où ils ne "
        "devraient pas être.</li><li>L’éloignement des villes pèse plus que l’absence de "
        "thérapeutes.</li></ul>"
    ),
    "7": (
        "<p>Trois chantiers pour l’année qui vient\u00a0: ouvrir des permanences dans deux départements sans "
        "réseau, former des interprètes à la séance en groupe, et raccourcir le délai jusqu’à la première "
        "séance.</p>"
    ),
}

THIS_YEAR = {
    "1.3": (
        "<p>La loi de finances a déplacé plusieurs crédits de l’accueil vers l’hébergement d’urgence. Deux "
        "partenaires ont fermé un poste de psychologue\u202f; leurs demandes reviennent vers le réseau.</p>"
    ),
    "2": (
        "<p>Le comité de pilotage s’est réuni au printemps et à l’automne. Il a retenu le délai jusqu’à la "
        "première séance comme premier indicateur à suivre.</p>"
    ),
}
