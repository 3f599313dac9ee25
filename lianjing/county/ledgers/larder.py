"""What schools cook: foods with their usual price in fen a kilogram, edible part, grams a person and season."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Food:
    """One food. low, high: believable grams a person and meal, edible part. dear: months in which it costs more."""

    code: str
    name: str
    kind: str
    price: int
    edible: float
    low: int
    high: int
    dear: tuple[int, ...] = ()
    fresh: bool = True


FOODS: tuple[Food, ...] = (
    Food("MM01", "籼米", "staple", 560, 1.0, 80, 180, fresh=False),
    Food("MM02", "粳米", "staple", 680, 1.0, 80, 180, fresh=False),
    Food("MM03", "面条", "staple", 720, 1.0, 80, 180, fresh=False),
    Food("YL01", "菜籽油", "oil", 1680, 1.0, 6, 22, fresh=False),
    Food("YL02", "大豆油", "oil", 1180, 1.0, 6, 22, fresh=False),
    Food("RL01", "猪前腿肉", "meat", 3180, 0.95, 40, 110, (1, 2, 12)),
    Food("RL02", "猪五花肉", "meat", 3360, 1.0, 40, 110, (1, 2, 12)),
    Food("RL03", "牛腩", "meat", 6800, 0.98, 40, 110, (1, 2, 12)),
    Food("RL04", "猪排骨", "meat", 4200, 0.72, 40, 110, (1, 2, 12)),
    Food("QL01", "鸡腿", "poultry", 2260, 0.7, 40, 120, (1, 2)),
    Food("QL02", "鸭肉", "poultry", 2080, 0.68, 40, 120, (1, 2)),
    Food("QL03", "鸡胸肉", "poultry", 2140, 1.0, 40, 120, (1, 2)),
    Food("DL01", "鸡蛋", "egg", 1180, 0.88, 25, 75, (9, 1)),
    Food("DZ01", "豆腐", "bean", 520, 1.0, 30, 110),
    Food("DZ02", "千张", "bean", 980, 1.0, 20, 80),
    Food("SC01", "大白菜", "vegetable", 260, 0.85, 60, 260, (4, 5)),
    Food("SC02", "土豆", "vegetable", 340, 0.9, 60, 260, (4, 5)),
    Food("SC03", "萝卜", "vegetable", 240, 0.92, 60, 260, (5, 6)),
    Food("SC04", "青菜", "vegetable", 420, 0.82, 60, 260, (2, 3)),
    Food("SC05", "黄瓜", "vegetable", 520, 0.92, 60, 260, (12, 1, 2)),
    Food("SC06", "番茄", "vegetable", 640, 0.95, 60, 260, (12, 1, 2)),
    Food("SC07", "茄子", "vegetable", 580, 0.93, 60, 260, (12, 1, 2)),
    Food("SC08", "青椒", "vegetable", 720, 0.84, 60, 260, (12, 1, 2)),
    Food("SC09", "冬瓜", "vegetable", 280, 0.8, 60, 260, (1, 2, 3)),
    Food("SC10", "包菜", "vegetable", 300, 0.86, 60, 260, (4, 5)),
    Food("SC11", "莴笋", "vegetable", 460, 0.62, 60, 260, (7, 8)),
    Food("SC12", "胡萝卜", "vegetable", 360, 0.96, 60, 260, (5, 6)),
    Food("SG01", "苹果", "fruit", 860, 0.76, 60, 220, (5, 6, 7)),
    Food("SG02", "柑橘", "fruit", 520, 0.77, 60, 220, (5, 6, 7)),
    Food("SY01", "草鱼", "aquatic", 1780, 0.58, 30, 110, (1, 2)),
    Food("TW01", "食盐", "seasoning", 420, 1.0, 2, 14, fresh=False),
    Food("TW02", "酱油", "seasoning", 860, 1.0, 2, 14, fresh=False),
    Food("TW03", "花椒", "seasoning", 9800, 1.0, 1, 14, fresh=False),
    Food("YB01", "速冻丸子", "packaged", 1980, 1.0, 20, 90, fresh=False),
    Food("YB02", "火腿肠", "packaged", 2240, 1.0, 20, 90, fresh=False),
    Food("JY01", "四季豆", "vegetable", 760, 0.9, 60, 260, (12, 1)),
)
BANNED = frozenset({"JY01"})
BY_CODE = {food.code: food for food in FOODS}


def of_kind(*kinds: str) -> list[Food]:
    """Return the foods of these classes that a school may buy."""
    return [food for food in FOODS if food.kind in kinds and food.code not in BANNED]


def season(food: Food, month: int) -> float:
    """Return by how much a food costs more or less in a month."""
    return 1.10 if month in food.dear else 0.98
