"""Agencies' printed names as the Federal Register's API spells them: "Bureau of Industry and Security" inverted."""

from __future__ import annotations

import re

# The API's names of agencies that publish (its /agencies list), one a line; spelled there, printed otherwise.
API_NAMES = """
Administrative Conference of the United States|Advocacy and Outreach Office|African Development Foundation
Aging Administration|Agency for Healthcare Research and Quality|Agency for International Development
Agency for Toxic Substances and Disease Registry|Agricultural Marketing Service|Agricultural Research Service
Agriculture Department|Air Force Department|Alcohol and Tobacco Tax and Trade Bureau
Alcohol, Tobacco, Firearms, and Explosives Bureau|American Battle Monuments Commission
Animal and Plant Health Inspection Service|Antitrust Division|Appalachian Regional Commission
Architectural and Transportation Barriers Compliance Board|Arctic Research Commission|Armed Forces Retirement Home
Army Department|Benefits Review Board|Bonneville Power Administration|Broadcasting Board of Governors|Census Bureau
Centers for Disease Control and Prevention|Centers for Medicare & Medicaid Services|Central Intelligence Agency
Chemical Safety and Hazard Investigation Board|Child Support Enforcement Office|Children and Families Administration
Civil Rights Commission|Coast Guard|Commerce Department|Commission of Fine Arts
Committee for Purchase From People Who Are Blind or Severely Disabled
Committee for the Implementation of Textile Agreements|Commodity Credit Corporation
Commodity Futures Trading Commission|Community Development Financial Institutions Fund|Community Living Administration
Comptroller of the Currency|Consumer Financial Protection Bureau|Consumer Product Safety Commission
Copyright Office, Library of Congress|Copyright Royalty Board|Corporation for National and Community Service
Council of the Inspectors General on Integrity and Efficiency|Council on Environmental Quality
Court Services and Offender Supervision Agency for the District of Columbia|Customs Service
Cybersecurity and Infrastructure Security Agency|Defense Acquisition Regulations System|Defense Contract Audit Agency
Defense Department|Defense Information Systems Agency|Defense Intelligence Agency|Defense Logistics Agency
Defense Nuclear Facilities Safety Board|Delaware River Basin Commission|Denali Commission
Drug Enforcement Administration
Economic Analysis Bureau|Economic Development Administration|Economic Research Service|Education Department
Election Assistance Commission|Employee Benefits Security Administration
Employees Compensation Appeals Board|Employment and Training Administration|Employment Standards Administration
Energy Department|Energy Efficiency and Renewable Energy Office|Energy Information Administration|Engineers Corps
Engraving and Printing Bureau|Environmental Protection Agency|Equal Employment Opportunity Commission
Executive Office for Immigration Review
Executive Office of the President|Export-Import Bank|Family Assistance Office|Farm Credit Administration
Farm Credit System Insurance Corporation|Farm Service Agency|Federal Acquisition Regulation System
Federal Aviation Administration|Federal Bureau of Investigation|Federal Communications Commission
Federal Contract Compliance Programs Office|Federal Council on the Arts and the Humanities
Federal Crop Insurance Corporation|Federal Deposit Insurance Corporation|Federal Election Commission
Federal Emergency Management Agency|Federal Energy Regulatory Commission
Federal Financial Institutions Examination Council|Federal Highway Administration|Federal Housing Finance Agency
Federal Labor Relations Authority|Federal Law Enforcement Training Center|Federal Maritime Commission
Federal Mediation and Conciliation Service|Federal Mine Safety and Health Review Commission
Federal Motor Carrier Safety Administration|Federal Permitting Improvement Steering Council
Federal Procurement Policy Office|Federal Railroad Administration|Federal Register Office
Federal Register, Administrative Committee|Federal Reserve System|Federal Retirement Thrift Investment Board
Federal Trade Commission|Federal Transit Administration|Financial Crimes Enforcement Network
Financial Research Office|Financial Stability Oversight Council|Fiscal Service|Fish and Wildlife Service
Food and Drug Administration|Food and Nutrition Service|Food Safety and Inspection Service
Foreign Agricultural Service|Foreign Assets Control Office|Foreign Claims Settlement Commission
Foreign-Trade Zones Board|Forest Service|General Services Administration|Geological Survey
Government Accountability Office|Government Ethics Office|Government Publishing Office
Grain Inspection, Packers and Stockyards Administration|Great Lakes St. Lawrence Seaway Development Corporation
Gulf Coast Ecosystem Restoration Council|Harry S. Truman Scholarship Foundation
Health and Human Services Department|Health Resources and Services Administration
Hearings and Appeals Office, Interior Department|Historic Preservation, Advisory Council|Homeland Security Department
Housing and Urban Development Department|Indian Affairs Bureau|Indian Health Service|Industry and Security Bureau
Information Security Oversight Office|Institute of Museum and Library Services|Inter-American Foundation
Interior Department|Internal Revenue Service|Investment Security Office
International Boundary and Water Commission, United States and Mexico|International Development Finance Corporation
International Trade Administration|International Trade Commission
Joint Board for Enrollment of Actuaries|Judicial Conference of the United States|Justice Department
Justice Programs Office|Labor Department|Labor Statistics Bureau|Labor-Management Standards Office
Land Management Bureau|Legal Services Corporation|Library of Congress|Management and Budget Office
Marine Mammal Commission|Maritime Administration|Merit Systems Protection Board
Mine Safety and Health Administration|Minority Business Development Agency|Mississippi River Commission
National Aeronautics and Space Administration|National Agricultural Statistics Service
National Archives and Records Administration|National Capital Planning Commission
National Council on Disability|National Credit Union Administration|National Endowment for the Arts
National Endowment for the Humanities|National Foundation on the Arts and the Humanities
National Geospatial-Intelligence Agency|National Highway Traffic Safety Administration
National Indian Gaming Commission|National Institute of Food and Agriculture
National Institute of Standards and Technology|National Institutes of Health
National Intelligence, Office of the National Director|National Labor Relations Board|National Mediation Board
National Nuclear Security Administration|National Oceanic and Atmospheric Administration|National Park Service
National Science Foundation|National Security Agency/Central Security Service|National Security Council
National Telecommunications and Information Administration|National Transportation Safety Board
Natural Resources Conservation Service|Natural Resources Revenue Office|Navy Department
Neighborhood Reinvestment Corporation
Northeast Dairy Compact Commission|Nuclear Regulatory Commission|Occupational Safety and Health Administration
Occupational Safety and Health Review Commission|Ocean Energy Management Bureau
Office of National Drug Control Policy|Overseas Private Investment Corporation|Parole Commission
Patent and Trademark Office|Peace Corps|Pension Benefit Guaranty Corporation|Personnel Management Office
Pipeline and Hazardous Materials Safety Administration|Postal Regulatory Commission|Postal Service
Presidio Trust|Prisons Bureau|Privacy and Civil Liberties Oversight Board|Public Debt Bureau
Railroad Retirement Board|Reclamation Bureau|Refugee Resettlement Office|Regulatory Information Service Center
Research and Innovative Technology Administration|Rural Business-Cooperative Service|Rural Housing Service
Rural Utilities Service|Safety and Environmental Enforcement Bureau|Science and Technology Policy Office
Secret Service|Securities and Exchange Commission|Selective Service System|Small Business Administration
Social Security Administration|Special Counsel Office|Special Inspector General for Afghanistan Reconstruction
State Department|State Justice Institute|Substance Abuse and Mental Health Services Administration
Surface Mining Reclamation and Enforcement Office|Surface Transportation Board|Susquehanna River Basin Commission
Technology Administration|Tennessee Valley Authority|Trade and Development Agency
Trade Representative, Office of United States|Transportation Department|Transportation Security Administration
Transportation Statistics Bureau|Treasury Department|U.S. Citizenship and Immigration Services
U.S. Customs and Border Protection|U.S. Immigration and Customs Enforcement
U.S.-China Economic and Security Review Commission
United States Agency for Global Media|United States African Development Foundation|United States Institute of Peace
United States Mint|United States Sentencing Commission|Utah Reclamation Mitigation and Conservation Commission
Veterans Affairs Department|Veterans Employment and Training Service|Wage and Hour Division|Women's Bureau
Workers Compensation Programs Office
""".replace("\n", "|").split("|")

_SMALL = frozenset({"of", "the", "and", "for", "on", "from", "or", "in", "to", "a", "an"})
_IGNORED = _SMALL | {"us", "united", "states", "s"}
# Printed names whose words differ from the API's.
_OTHERWISE_PRINTED = {
    "Board of Governors of the Federal Reserve System": "Federal Reserve System",
    "Office of the Comptroller of the Currency": "Comptroller of the Currency",
    "Director of National Intelligence, Office of the": "National Intelligence, Office of the National Director",
    "Office of the Director of National Intelligence": "National Intelligence, Office of the National Director",
    "United States Copyright Office": "Copyright Office, Library of Congress",
    "Copyright Office": "Copyright Office, Library of Congress",
    "Advisory Council on Historic Preservation": "Historic Preservation, Advisory Council",
    "Administration for Community Living": "Community Living Administration",
    "Department of the Army, Corps of Engineers": "Engineers Corps",
    "Bureau of the Fiscal Service": "Fiscal Service",
    "Federal Acquisition Regulatory Council": "Federal Acquisition Regulation System",
}


def _key(name: str) -> frozenset[str]:
    """A name's telling words: word order and "U.S." do not tell agencies apart."""
    words = re.findall(r"[a-z]+", name.lower().replace("u.s.", " ").replace("’", "'").replace("'", ""))
    return frozenset(words) - _IGNORED


_BY_WORDS = {_key(name): name for name in API_NAMES if name}
_BY_WORDS.update({_key(printed): name for printed, name in _OTHERWISE_PRINTED.items()})
_PARENTHESIS = re.compile(r"\([^)]*\)|[™®]|(?<=Service)TM\b")


def known_agency(printed: str) -> str | None:
    """The API's name of an agency printed in any order and case, or None for one the API does not list."""
    return _BY_WORDS.get(_key(_PARENTHESIS.sub(" ", printed)))


def _titled(printed: str) -> str:
    if not printed.isupper():
        return printed
    words = printed.lower().split()
    return " ".join(word if i and word in _SMALL else word[:1].upper() + word[1:] for i, word in enumerate(words))


def _spelled(printed: str) -> str:
    """A printed heading in the API's spelling; unlisted agencies stay as printed ("Office of the Secretary")."""
    known = known_agency(printed) or next(filter(None, map(known_agency, reversed(re.split(r",|;", printed)))), None)
    if known:
        return known
    department = re.match(r"(?i)department of (?:the )?(.+)", printed)
    return f"{_titled(department[1])} Department" if department else _titled(printed)


def agencies(headings: list[str], agency_line: str) -> tuple[str, ...]:
    """The document's agencies: its headings, and, where no bureau is among them, the known ones of its AGENCY line.

    >>> agencies(["DEPARTMENT OF COMMERCE"], "Bureau of Industry and Security, Department of Commerce.")
    ('Commerce Department', 'Industry and Security Bureau')
    """
    names = [_spelled(" ".join(heading.split())) for heading in headings if heading.strip()]
    if all(name.endswith(" Department") for name in names):
        names += _named_in(agency_line)
    return tuple(dict.fromkeys(names))


def _named_in(agency_line: str) -> list[str]:
    """The known agencies of a line, department first: lines name the bureau first, headings the other way round."""
    pieces = [piece.strip() for piece in re.split(r"[;,.](?!\w)", _PARENTHESIS.sub(" ", agency_line[:1_000]))][:40]
    found = []
    # A name may hold commas itself ("Bureau of Alcohol, Tobacco, Firearms, and Explosives").
    for start in reversed(range(len(pieces))):
        for end in range(len(pieces), start, -1):
            if name := known_agency(" ".join(pieces[start:end])):
                found.append(name)
                break
    return found
