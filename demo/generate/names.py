"""Names of the company: places, products, departments, words for customers.

Role: constants only. Everything that a reader of the demo may want to change stands here.
"""

from __future__ import annotations

# region -> province -> cities
PLACES: dict[str, dict[str, tuple[str, ...]]] = {
    "华东": {
        "上海": ("上海",),
        "江苏": ("南京", "苏州", "无锡", "徐州"),
        "浙江": ("杭州", "宁波", "温州"),
        "安徽": ("合肥", "芜湖"),
        "山东": ("济南", "青岛"),
    },
    "华南": {
        "广东": ("广州", "深圳", "佛山", "东莞"),
        "广西": ("南宁", "柳州"),
        "福建": ("福州", "厦门", "泉州"),
        "海南": ("海口",),
    },
    "华北": {
        "北京": ("北京",),
        "天津": ("天津",),
        "河北": ("石家庄", "唐山"),
        "山西": ("太原",),
        "辽宁": ("沈阳", "大连"),
    },
    "西部": {
        "四川": ("成都", "绵阳"),
        "重庆": ("重庆",),
        "陕西": ("西安",),
        "云南": ("昆明",),
        "甘肃": ("兰州",),
    },
}
CUSTOMERS_PER_REGION = {"华东": 210, "华南": 150, "华北": 130, "西部": 110}

CUSTOMER_WORDS = tuple(
    "恒通 瑞丰 宏达 金鼎 新世纪 同泽 同创 华美 永盛 天成 嘉禾 鑫源 万家 康乐 盛世 安居 佳源 众诚 德信 顺达 广源 "  # noqa: SIM905
    "联丰 汇通 明珠 远航 东升 泰和 长青 蓝天 启航 乐家 美佳 宝源 信达 隆兴 福满家 亿家 福临 正大 锦程".split()
)
CUSTOMER_FORMS = {
    "经销商": ("电器有限公司", "商贸有限公司", "家电经营部"),
    "连锁卖场": ("电器连锁有限公司", "家电卖场"),
    "电商平台": ("网络科技有限公司", "电子商务有限公司"),
    "工程客户": ("建设工程有限公司", "置业有限公司"),
}
CUSTOMER_TYPES = (("经销商", 60), ("连锁卖场", 15), ("电商平台", 8), ("工程客户", 17))

# product line -> (English, cost as a share of list price, share of order lines)
PRODUCT_LINES = {
    "空调": ("Air conditioners", 0.66, 34),
    "冰箱": ("Refrigerators", 0.70, 26),
    "洗衣机": ("Washing machines", 0.72, 22),
    "小家电": ("Small appliances", 0.82, 18),
}
# product line -> (series, name, English name, list price in yuan)
PRODUCTS: dict[str, tuple[tuple[str | None, str, str, int], ...]] = {
    "空调": (
        ("挂机", "星河挂机空调1匹", "Galaxy Wall AC 1.0", 2199),
        ("挂机", "星河挂机空调1.5匹", "Galaxy Wall AC 1.5", 2599),
        ("挂机", "星河变频挂机1.5匹", "Galaxy Inverter Wall AC 1.5", 3099),
        ("挂机", "星河新风挂机1.5匹", "Galaxy Fresh-air Wall AC 1.5", 3899),
        ("柜机", "星河柜机空调2匹", "Galaxy Floor AC 2.0", 4699),
        ("柜机", "星河柜机空调3匹", "Galaxy Floor AC 3.0", 5899),
        ("柜机", "星河变频柜机3匹", "Galaxy Inverter Floor AC 3.0", 6999),
        ("中央空调", "星河家用中央空调4匹", "Galaxy Central AC 4.0", 15800),
        ("中央空调", "星河家用中央空调5匹", "Galaxy Central AC 5.0", 18800),
        ("移动空调", "星河移动空调", "Galaxy Portable AC", 1899),
    ),
    "冰箱": (
        ("两门", "星河两门冰箱180升", "Galaxy Two-door Fridge 180L", 1299),
        ("两门", "星河两门冰箱220升", "Galaxy Two-door Fridge 220L", 1599),
        ("三门", "星河三门冰箱250升", "Galaxy Three-door Fridge 250L", 2099),
        ("对开门", "星河对开门冰箱450升", "Galaxy Side-by-side Fridge 450L", 3299),
        ("对开门", "星河对开门冰箱520升", "Galaxy Side-by-side Fridge 520L", 3999),
        ("多门", "星河十字门冰箱500升", "Galaxy Cross-door Fridge 500L", 4999),
        ("多门", "星河法式冰箱600升", "Galaxy French-door Fridge 600L", 6999),
        ("冷柜", "星河卧式冷柜300升", "Galaxy Chest Freezer 300L", 1799),
        (None, "星河车载冰箱", "Galaxy Car Fridge", 899),
    ),
    "洗衣机": (
        ("波轮", "星河波轮洗衣机8公斤", "Galaxy Top-load Washer 8kg", 1099),
        ("波轮", "星河波轮洗衣机10公斤", "Galaxy Top-load Washer 10kg", 1399),
        ("滚筒", "星河滚筒洗衣机8公斤", "Galaxy Front-load Washer 8kg", 1999),
        ("滚筒", "星河滚筒洗衣机10公斤", "Galaxy Front-load Washer 10kg", 2599),
        ("洗烘", "星河洗烘一体机10公斤", "Galaxy Washer-dryer 10kg", 3599),
        ("洗烘", "星河热泵洗烘套装", "Galaxy Heat-pump Laundry Set", 8999),
        ("干衣机", "星河热泵干衣机9公斤", "Galaxy Heat-pump Dryer 9kg", 4299),
        ("迷你", "星河迷你洗衣机3公斤", "Galaxy Mini Washer 3kg", 999),
    ),
    "小家电": (
        ("厨房", "星河电饭煲4升", "Galaxy Rice Cooker 4L", 399),
        ("厨房", "星河空气炸锅6升", "Galaxy Air Fryer 6L", 499),
        ("厨房", "星河微波炉23升", "Galaxy Microwave 23L", 599),
        ("厨房", "星河破壁机", "Galaxy Blender", 699),
        ("厨房", "星河电磁炉", "Galaxy Induction Cooker", 299),
        ("清洁", "星河吸尘器", "Galaxy Vacuum Cleaner", 1299),
        ("清洁", "星河扫地机器人", "Galaxy Robot Vacuum", 2299),
        ("清洁", "星河洗地机", "Galaxy Wet-dry Vacuum", 1999),
        ("环境", "星河空气净化器", "Galaxy Air Purifier", 1599),
        ("环境", "星河加湿器", "Galaxy Humidifier", 269),
        ("环境", "星河电风扇", "Galaxy Fan", 199),
    ),
}
WAREHOUSES = (("杭州仓", 40), ("广州仓", 25), ("天津仓", 20), ("成都仓", 15))

# id, name, English, parent, type
DEPARTMENTS: tuple[tuple[str, str, str, str | None, str], ...] = (
    ("D00", "星河家电", "Galaxy Appliances", None, "公司"),
    ("D10", "销售中心", "Sales Center", "D00", "销售"),
    ("D11", "华东一部", "East Sales Dept 1", "D10", "销售"),
    ("D12", "华东二部", "East Sales Dept 2", "D10", "销售"),
    ("D13", "华南销售部", "South Sales Dept", "D10", "销售"),
    ("D14", "华北销售部", "North Sales Dept", "D10", "销售"),
    ("D15", "西部销售部", "West Sales Dept", "D10", "销售"),
    ("D16", "电商部", "E-commerce", "D10", "销售"),
    ("D20", "市场部", "Marketing", "D00", "市场"),
    ("D30", "研发部", "R&D", "D00", "研发"),
    ("D40", "供应链中心", "Supply Chain Center", "D00", "供应链"),
    ("D41", "采购部", "Purchasing", "D40", "供应链"),
    ("D42", "仓储物流部", "Logistics", "D40", "供应链"),
    ("D50", "财务部", "Finance", "D00", "职能"),
    ("D60", "人力资源部", "Human Resources", "D00", "职能"),
    ("D70", "总经办", "Executive Office", "D00", "职能"),
    ("D80", "海外事业部", "Overseas", "D00", "销售"),
)
SALES_DEPARTMENTS = ("D11", "D12", "D13", "D14", "D15", "D16")
ENTITIES = (
    ("E1", "星河家电股份有限公司", "Galaxy Appliances Co., Ltd."),
    ("E2", "星河电商有限公司", "Galaxy E-commerce Co., Ltd."),
)
INTERNAL_CUSTOMER = "900001"
