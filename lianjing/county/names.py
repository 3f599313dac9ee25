"""Invented names: people, villages, firms. Any likeness is an accident of common characters."""

import random

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔"
    "钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_COMMON = SURNAMES[:24]
_LOCAL = "向田谭黄杨李王张刘陈覃冉牟"
_MALE = "伟强军勇杰涛明超刚平辉鹏华飞斌波兵林峰志国建文海江松柏云龙成永胜德光清正宏远学义茂盛昌祥兴启世宗朝"
_FEMALE = "芳娜敏静丽艳娟霞秀玲燕萍红梅莉兰英琴云洁雪琼菊香慧珍凤春月桂荣蓉莲翠芬婷佳倩欣怡梦瑶雅琳晓素"
_EITHER = "子雨晨宇欣一思佳梓诗涵睿轩语可嘉铭沐若安乐言心怀知行之远书景禾沛"

_PLACE_FIRST = "石云双大长松竹柳白青银楠枫梨桃茶鹿鹤鹰泉雾雪霜月星映朝栖望凉响滴落晒"
_PLACE_LAST = "坪坝岭湾溪池垭槽岩沟塘堡寨林冲坳滩园荡埫"


def surname(chance: random.Random) -> str:
    """Return a surname; common and local ones are likelier."""
    pool = chance.choices((_COMMON, _LOCAL, SURNAMES), weights=(4, 3, 3))[0]
    return chance.choice(pool)


def given(chance: random.Random, gender: str, born_year: int) -> str:
    """Return a given name of one or two characters, fitting the gender and, for children, the times."""
    pool = _MALE if gender == "M" else _FEMALE
    if born_year >= 2005:
        first, second = chance.choice(_EITHER), chance.choice(_EITHER + pool)
        return first + second if first != second else first
    if chance.random() < 0.22:
        return chance.choice(pool)
    return chance.choice(_MALE[:40] if gender == "M" else _FEMALE) + chance.choice(pool)


def full(chance: random.Random, gender: str, born_year: int) -> str:
    """Return surname and given name."""
    return surname(chance) + given(chance, gender, born_year)


def villages(chance: random.Random) -> list[str]:
    """Return every two-character village name of the pools, shuffled; unique, hence enough for a county."""
    found = [first + last for first in _PLACE_FIRST for last in _PLACE_LAST]
    chance.shuffle(found)
    return found
