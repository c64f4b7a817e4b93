"""The departments of each style of city: what they know, how they write, how often they slip."""

from population_doors import Care
from population_records import Habits

CITY = {
    "police": Habits(
        "GA", "compact", ("男", "女"), 0.82, 0.82,
        no_number=0.05, masked=0.0, fifteen=0.015, wrong_digit=0.005, relative_number=0.001, name_slip=0.012,
        no_birth=0.002, default_birth=0.005, lunar_birth=0.003, birth_slip=0.003, no_phone=0.25, no_address=0.005,
        old_entry=0.35, care=Care(0.88, no_room=0.01, slip=0.005), traditional=0.012, former_column=True),
    "health": Habits(
        "WJ", "iso", ("男", "女"), 0.58, 0.75,
        no_number=0.3, masked=0.015, fifteen=0.01, wrong_digit=0.022, relative_number=0.0045, name_slip=0.07,
        no_birth=0.06, default_birth=0.022, lunar_birth=0.03, birth_slip=0.02, no_phone=0.12, no_address=0.05,
        old_entry=0.45, care=Care(0.08, no_room=0.04, slip=0.04), latin_name=0.008, newborn=True),
    "social_security": Habits(
        "RS", "slash", ("1", "2"), 0.66, 0.05,
        no_number=0.13, masked=0.032, fifteen=0.028, wrong_digit=0.018, relative_number=0.0025, name_slip=0.045,
        no_birth=0.04, default_birth=0.022, lunar_birth=0.01, birth_slip=0.013, no_phone=0.1, no_address=0.08,
        old_entry=0.5, care=Care(0.25, old_district=0.15, slip=0.02), agent_phone=0.07, latin_name=0.012,
        masked_name=0.003),
    "civil_affairs": Habits(
        "MZ", "chinese", ("男性", "女性"), 0.28, 0.03,
        no_number=0.35, masked=0.012, fifteen=0.025, wrong_digit=0.016, relative_number=0.0035, name_slip=0.055,
        no_birth=0.08, default_birth=0.035, lunar_birth=0.035, birth_slip=0.02, no_phone=0.25, no_address=0.07,
        old_entry=0.6, care=Care(0.3, old_district=0.3, traditional=0.02, slip=0.02), traditional=0.03,
        former_column=True),
}  # fmt: skip

# another town's habits: fewer sources, English forms beside Chinese ones, no estates spelled short
MIXED = {
    "registry": Habits(
        "RG", "iso", ("M", "F"), 0.85, 0.85,
        no_number=0.1, masked=0.01, fifteen=0.008, wrong_digit=0.01, relative_number=0.0025, name_slip=0.012,
        no_birth=0.01, default_birth=0.01, lunar_birth=0.0, birth_slip=0.006, no_phone=0.25, no_address=0.02,
        old_entry=0.3, care=Care(0.6, old_district=0.05, short_flat=0.1, slip=0.01), latin_name=0.02),
    "hospital": Habits(
        "HS", "us", ("Male", "Female"), 0.68, 0.75,
        no_number=0.33, masked=0.02, fifteen=0.012, wrong_digit=0.025, relative_number=0.0045, name_slip=0.05,
        no_birth=0.05, default_birth=0.03, lunar_birth=0.01, birth_slip=0.025, no_phone=0.1, no_address=0.06,
        old_entry=0.45, care=Care(0.1, old_district=0.05, no_district=0.35, road_too=0.15, english=0.3),
        latin_name=0.2, newborn=True),
    "employers": Habits(
        "EM", "slash", ("男", "女"), 0.7, 0.03,
        no_number=0.18, masked=0.03, fifteen=0.03, wrong_digit=0.02, relative_number=0.003, name_slip=0.04,
        no_birth=0.08, default_birth=0.03, lunar_birth=0.01, birth_slip=0.015, no_phone=0.05, no_address=0.12,
        old_entry=0.5, care=Care(0.2, old_district=0.05, road_too=0.9, english=0.12), agent_phone=0.1,
        latin_name=0.08),
}  # fmt: skip

STYLES = {"city": CITY, "mixed": MIXED}
