"""Name the columns that a panel of patients may have, and guess them from the words of a header."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum


class CsvField(StrEnum):
    """Name what a column of a panel holds; the value is the label shown."""

    FAMILY = "Family name"
    GIVEN = "Given name"
    MIDDLE = "Middle name"
    FULL_NAME = "Whole name"
    SUFFIX = "Suffix"
    PREFERRED_NAME = "Preferred name"
    PRONOUNS = "Pronouns"
    BIRTH_DATE = "Date of birth"
    DEATH_DATE = "Date of death"
    SEX = "Sex"
    PHONE = "Phone"
    MOBILE = "Mobile phone"
    WORK_PHONE = "Work phone"
    EMAIL = "Email"
    ADDRESS = "Street address"
    ADDRESS_MORE = "Second address line"
    CITY = "City"
    STATE = "State"
    POSTAL_CODE = "ZIP code"
    LANGUAGE = "Language"
    INTERPRETER = "Interpreter"
    BEST_TIME = "Best time to call"
    MRN = "Medical record number"
    MBI = "Medicare number (MBI)"
    PAYER = "Payer"
    PLAN = "Insurance plan"
    MEMBER_ID = "Member number"
    CONDITIONS = "Conditions"
    MEDICATIONS = "Medicines"
    ALLERGIES = "Allergies"
    NURSE = "Care manager"
    PRACTITIONER = "Practitioner"
    CONTACT = "Contact person"
    CONTACT_PHONE = "Contact person's phone"
    NOTE = "Note"


REPEATABLE = frozenset(
    {
        CsvField.CONDITIONS,
        CsvField.MEDICATIONS,
        CsvField.ALLERGIES,
        CsvField.NOTE,
        CsvField.PHONE,
        CsvField.MOBILE,
        CsvField.WORK_PHONE,
    }
)

_SYNONYMS = {
    CsvField.FAMILY: "last|lastname|family|familyname|surname|patientlastname|ptlastname|lname|lastnm",
    CsvField.GIVEN: "first|firstname|given|givenname|forename|patientfirstname|ptfirstname|fname|firstnm",
    CsvField.MIDDLE: "middle|middlename|mi|middleinitial",
    CsvField.FULL_NAME: "name|patient|patientname|fullname|ptname|member|membername",
    CsvField.SUFFIX: "suffix|namesuffix",
    CsvField.PREFERRED_NAME: "preferredname|preferred|nickname|goesby",
    CsvField.PRONOUNS: "pronouns",
    CsvField.BIRTH_DATE: "dob|birthdate|dateofbirth|birthday|born|patientdob|ptdob|birthdt",
    CsvField.DEATH_DATE: "deathdate|dateofdeath|dod|deceased|deceaseddate",
    CsvField.SEX: "sex|gender|administrativesex|birthsex|sexatbirth|legalsex",
    CsvField.PHONE: "phone|phonenumber|telephone|tel|homephone|primaryphone|telhome|hometel|phonehome|"
    "patientphone|contactnumber",
    CsvField.MOBILE: "mobile|cell|cellphone|mobilephone|mobilenumber|cellnumber|phone2|telcell|"
    "telmobile|phonecell|phonemobile",
    CsvField.WORK_PHONE: "workphone|businessphone|phonework",
    CsvField.EMAIL: "email|emailaddress|mail",
    CsvField.ADDRESS: "address|street|streetaddress|address1|addressline1|addr|addr1|homeaddress",
    CsvField.ADDRESS_MORE: "address2|addressline2|addr2|apt|unit",
    CsvField.CITY: "city|town",
    CsvField.STATE: "state|stateprovince|st",
    CsvField.POSTAL_CODE: "zip|zipcode|postalcode|postcode",
    CsvField.LANGUAGE: "language|preferredlanguage|primarylanguage|lang",
    CsvField.INTERPRETER: "interpreter|interpreterneeded|needsinterpreter|interpreterrequired",
    CsvField.BEST_TIME: "besttime|besttimetocall|calltime|contacttime",
    CsvField.MRN: "mrn|medicalrecordnumber|chartnumber|chartno|patientid|ptid|recordnumber|emrid",
    CsvField.MBI: "mbi|medicareid|medicarenumber|medicarebeneficiaryidentifier|medicareno",
    CsvField.PAYER: "payer|payor|insurance|insurer|primaryinsurance|primarypayer|insurancename|carrier",
    CsvField.PLAN: "plan|planname|insuranceplan|plantype",
    CsvField.MEMBER_ID: "memberid|membernumber|subscriberid|policynumber|insuranceid|policyid",
    CsvField.CONDITIONS: "conditions|condition|diagnoses|diagnosis|diagnosiscode|dx|dxcode|icd|icd10|icdcode|"
    "icd10code|problems|problem|problemlist|chronicconditions|chronicdiagnoses|activeproblems",
    CsvField.MEDICATIONS: "medications|medication|meds|medicines|medicine|medlist|drugs|currentmedications",
    CsvField.ALLERGIES: "allergies|allergy|drugallergies|allergylist",
    CsvField.NURSE: "nurse|caremanager|carecoordinator|ccmnurse|rn|coordinator|casemanager|assignednurse",
    CsvField.PRACTITIONER: "practitioner|provider|pcp|physician|doctor|primarycareprovider|billingprovider|"
    "renderingprovider|primaryprovider|billingpractitioner|primarycarephysician",
    CsvField.CONTACT: "emergencycontact|contact|contactname|caregiver|caregivername|emergencycontactname|"
    "nextofkin",
    CsvField.CONTACT_PHONE: "emergencycontactphone|contactphone|caregiverphone|emergencyphone|nextofkinphone",
    CsvField.NOTE: "note|notes|comment|comments|remarks",
}
_BY_WORD = {word: field for field, words in _SYNONYMS.items() for word in words.split("|")}


def normal_header(header: str) -> str:
    """Return a header in small letters and digits alone."""
    return re.sub(r"[^a-z0-9]", "", header.lower())


def suggest_mapping(headers: Sequence[str]) -> dict[int, CsvField]:
    """Return the likely meaning of each column, by its index; columns without a guess are left out."""
    mapping: dict[int, CsvField] = {}
    for index, header in enumerate(headers):
        word = normal_header(header)
        field = _BY_WORD.get(word) or _BY_WORD.get(word.rstrip("0123456789"))
        if field is not None and (field in REPEATABLE or field not in mapping.values()):
            mapping[index] = field
    return mapping
