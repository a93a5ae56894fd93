from pathlib import Path

import pytest

from components.ingest.licenses import License, find_license, forget_licenses, notices_of, recognise, with_stated

MIT = 'Permission is hereby granted, free of charge, to any person …\nTHE SOFTWARE IS PROVIDED "AS IS", WITHOUT'
APACHE = "                 Apache License\n           Version 2.0, January 2004\n"
CODE = "Процедура А()\nКонецПроцедуры"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (APACHE, "Apache-2.0"),
        ("// Licensed under the Apache License, Version 2.0 (the License)", "Apache-2.0"),
        (MIT, "MIT"),
        ("Mozilla Public License Version 2.0\n====", "MPL-2.0"),
        ("in accordance with the Mozilla Public License, v. 2.0.", "MPL-2.0"),
        ("# Attribution 4.0 International\n\nCreative Commons", "CC-BY-4.0"),
        ("условиями лицензии Attribution 4.0 International (CC BY 4.0)", "CC-BY-4.0"),
        ("Creative Commons Attribution-ShareAlike 4.0 International Public License", "CC-BY-SA-4.0"),
        ("Creative Commons Attribution-NonCommercial 4.0 International Public License", "CC-BY-NC-4.0"),
        ("CC0 1.0 Universal", "CC0-1.0"),
        ("GNU LESSER GENERAL PUBLIC LICENSE\n  Version 3, 29 June 2007", "LGPL-3.0-only"),
        ("GNU GENERAL PUBLIC LICENSE\n  Version 3, 29 June 2007", "GPL-3.0-only"),
        (
            "Redistribution and use in source and binary forms … may be used to endorse or promote products",
            "BSD-3-Clause",
        ),
        ("Redistribution and use in source and binary forms, with or without modification", "BSD-2-Clause"),
        ("Все права защищены.", ""),
        ("", ""),
    ],
)
def test_a_licence_is_known_by_its_words(text: str, name: str) -> None:
    assert recognise(text) == name


def folder(tmp_path: Path, licenses: dict[str, str]) -> Path:
    module = tmp_path / "src" / "vendor" / "Module.bsl"
    module.parent.mkdir(parents=True)
    for path, text in licenses.items():
        (tmp_path / path).write_text(text, encoding="utf-8")
    return module


@pytest.mark.parametrize(
    ("header", "files", "in_settings", "expected"),
    [
        ("// SPDX-License-Identifier: MPL-2.0\n", {"LICENSE": MIT}, "X", License("MPL-2.0", "spdx_tag")),
        (
            "// SPDX-License-Identifier: MIT OR Apache-2.0 //\n",
            {},
            "",
            License("MIT OR Apache-2.0", "spdx_tag"),
        ),
        ("\ufeff// лицензии (CC BY 4.0)\n", {"LICENSE": MIT}, "X", License("CC-BY-4.0", "file_header")),
        ("", {"LICENSE": MIT}, "X", License("MIT", "license_file")),
        ("", {"LICENSE.md": APACHE, "src/COPYING": MIT}, "X", License("MIT", "license_file")),
        ("", {"LICENSE": APACHE, "src/vendor/license.txt": MIT}, "X", License("MIT", "license_file")),
        ("", {"LICENSE": "Свои условия"}, "LicenseRef-Own", License("LicenseRef-Own", "settings")),
        ("", {"licensing.bsl": MIT}, "", License("LicenseRef-Unknown", "none")),
        ("А = 1;\n// SPDX-License-Identifier: MIT\n", {}, "", License("LicenseRef-Unknown", "none")),
    ],
)
def test_the_nearest_evidence_wins(
    tmp_path: Path, header: str, files: dict[str, str], in_settings: str, expected: License
) -> None:
    module = folder(tmp_path, files)
    assert find_license(header + CODE, module, tmp_path, in_settings) == expected


@pytest.mark.parametrize(
    ("name", "redistributable"),
    [
        ("MIT", True),
        ("CC-BY-4.0", True),
        ("GPL-3.0-only", False),
        ("LicenseRef-Unknown", False),
        ("CC-BY-NC-4.0", False),
    ],
)
def test_only_permissive_licences_let_the_text_be_passed_on(name: str, redistributable: bool) -> None:
    assert License(name, "settings").redistributable is redistributable


def test_a_linked_licence_file_does_not_count(tmp_path: Path) -> None:
    module = folder(tmp_path, {})
    outside = tmp_path / "outside.txt"
    outside.write_text(MIT, encoding="utf-8")
    (tmp_path / "src" / "LICENSE").symlink_to(outside)
    assert find_license(CODE, module, tmp_path / "src", "").source == "none"


@pytest.mark.parametrize(
    ("text", "notices"),
    [
        (
            "MIT License\n\nCopyright (c) 2019-2024 Иван  Петров\n\nPermission is",
            ["Copyright (c) 2019-2024 Иван Петров"],
        ),
        ("// Copyright (c) 2024, ООО 1С-Софт\n// Все права защищены.", ["Copyright (c) 2024, ООО 1С-Софт"]),
        (
            "   © 2020 A\n(c) 2021 B\n* SPDX-FileCopyrightText: 2022 C",
            ["© 2020 A", "(c) 2021 B", "SPDX-FileCopyrightText: 2022 C"],
        ),
        ("Copyright 2020 A\nCopyright 2020 A", ["Copyright 2020 A"]),
        ("Copyright (C) 2007 Free Software Foundation, Inc. <https://fsf.org/>", []),
        ("   Copyright [yyyy] [name of copyright owner]\n    Copyright (C) <year>  <name of author>", []),
        ("The above copyright notice and this permission notice\ncopyright holders, 2020 or later" + " x" * 200, []),
        ("Copyright (c) Иван", []),
        ("Copyright \u202e2020", []),
    ],
)
def test_whose_a_text_is_is_found_and_licences_do_not_count(text: str, notices: list[str]) -> None:
    assert list(notices_of(text)) == notices


def test_notices_are_those_of_the_header_or_stand_with_the_licence_that_holds(tmp_path: Path) -> None:
    ours, theirs = f"Copyright (c) 2020 Мы\n{MIT}", f"Copyright (c) 2010 Они\n{MIT}"
    module = folder(
        tmp_path, {"LICENSE": ours, "NOTICE": "Copyright 2021 И ещё", "src/NOTICE": "Copyright 1999 Не здесь"}
    )

    def notices(text: str = "") -> tuple[str, ...]:
        forget_licenses()
        return find_license(text, module, tmp_path, "").notices

    assert notices() == ("Copyright (c) 2020 Мы", "Copyright 2021 И ещё")
    assert notices("// Copyright (c) 2024 Автор\n") == ("Copyright (c) 2024 Автор",)
    (module.parent / "LICENSE").write_text(theirs, encoding="utf-8")
    assert notices() == ("Copyright (c) 2010 Они",)


def test_what_the_settings_state_is_told_instead() -> None:
    found = License("MIT", "license_file", ("Copyright (c) 2020 Мы",))
    assert with_stated(found, "Copyright 2024 Они\n\n© 2025 Другие\n").notices == (
        "Copyright 2024 Они",
        "© 2025 Другие",
    )
    assert with_stated(found, " \n") == found
