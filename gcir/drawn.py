"""Some of very many reports where reading all would take too long: always the same ones, and all where there are few.

    some = drawn.evenly(reports, drawn.WORDS)             over years and places, for the words that reports use
    some = drawn.neighbours(reports, drawn.SENTENCES)     whole places with every year, for what reports share
"""

import random

import numpy as np
import pandas as pd

from gcir.compare import plain

WORDS = 4_000
"""Reports whose words are cut apart and counted: jieba takes about ten milliseconds for one, so these take most of a minute."""
SENTENCES = 20_000
"""Reports whose sentences are held against each other and looked at one by one, in a minute or two and a gigabyte and a half."""
_SEED = 7
_LARGEST = 20  # a place with more than a twentieth of what may be drawn is drawn from agency by agency


def evenly(reports: pd.DataFrame, most: int) -> pd.DataFrame:
    """`most` reports at equal distances in the order of years and places, so that every year and province has its part."""
    if len(reports) <= most:
        return reports
    told = plain(reports, ["adcode", "report_id"]).reset_index(drop=True)
    order = told.sort_values(["year", "adcode", "report_id"], kind="stable").index.to_numpy()
    return reports.iloc[np.sort(order[np.arange(most) * len(order) // most])]


def neighbours(reports: pd.DataFrame, most: int) -> pd.DataFrame:
    """Places drawn at random, as many as `most` holds, each with all its agencies and all their years.

    What a report shares it shares with other years of its agency or with agencies near by: of reports drawn one by one
    hardly two would belong together. Of a place with very many reports, agencies are drawn.
    """
    if len(reports) <= most:
        return reports
    told = plain(reports, ["report_id", "agency", "agency_id", "adcode"])
    agency = told["agency_id"].where(told["agency_id"] != "", told["agency"])
    agency = agency.where(agency != "", told["report_id"])
    place = told["adcode"].where(told["adcode"] != "", agency)
    unit = place.where(place.map(place.value_counts()) <= most // _LARGEST, agency)
    sizes = unit.value_counts().sort_index()
    names = sizes.index.tolist()
    random.Random(_SEED).shuffle(names)
    kept, left = set(), most
    for name in names:
        if sizes[name] <= left:
            kept.add(name)
            left -= int(sizes[name])
    return reports[unit.isin(kept)]
