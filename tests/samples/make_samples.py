"""Make the reports of the sample corpus that are not text files: Word, OpenDocument, RTF, e-mail, zip.

usage: make_samples.py CORPUS

The words stand here; the files carry what such files carry beside them: lists whose numbers are counted
by the program that shows them, tracked changes, notes, headers and footers, tables. All of it is
invented. The same script makes the same files, byte for byte with the same zlib.
"""
import base64, sys, zipfile
from pathlib import Path

INVENTED = (
    "The place, the people, the inspectorate and the findings in this {what} are invented. It is a sample, "
    "written to show how findings works."
)
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OASIS = "urn:oasis:names:tc:opendocument:xmlns:"


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def packed(path, members):
    """A zip file whose members are all of one moment."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content, is_stored in members:
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_STORED if is_stored else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)


# A Word document: a letter after a focused visit, with paragraphs that Word numbers, a table, a
# footnote, a tracked change, a header and a footer, and properties whose dates are not the report's.

DOCX = [
    ("", "Office for Children's Standards"),
    ("", "1 Invented Row, Sampleton ZZ1 1ZZ"),
    ("", "21 June 2023"),
    ("", "Mr Lucian Farthing"),
    ("", "Director of Children’s Services, Eastmere City Council"),
    ("", "Dear Mr Farthing"),
    ("Title", "Focused visit to Eastmere City Council children’s services"),
    ("", "This letter sets out what was found on the focused visit to Eastmere on 23 and 24 May 2023. The inspectors were "
         "Tobias Umeh HMI and Linnea Garside HMI. They looked at adoption and at what follows it."),
    ("Heading1", "Matching and introductions"),
    ("item", "Adopters in Eastmere are prepared with care. The regional adoption agency meets them in their homes, and the "
             "courses it runs are led by people who have adopted.{note}"),
    ("item", "Matches are thought through. Sisters and brothers are placed together wherever that is right for them, and "
             "where it is not, letterbox contact is arranged before the move{del| and paid for by the agency}{ins|, not after it}."),
    ("item", "Introductions follow the child’s pace rather than the calendar. In two of nine moves the timetable was "
             "lengthened because a foster carer asked for it."),
    ("Heading1", "After adoption"),
    ("item", "What is offered after an adoption order comes late. Eleven weeks pass before a first meeting, and the self{hyphen}referral "
             "form asks for the same history four times over."),
    ("item", "Life{hyphen}story books are warm, illustrated and finished on time. One, about a tortoise and a lighthouse, had been "
             "made with the birth grandmother."),
    ("table", [("What was looked at", "Households"), ("Applications", "31"), ("Agreements signed", "19")]),
    ("Heading1", "What needs to improve"),
    ("bullet", "the weeks that pass before a first meeting"),
    ("bullet", "the forms, which ask too much"),
    ("", "Yours sincerely"),
    ("", "Tobias Umeh"),
    ("", "Her Majesty’s Inspector"),
    ("", INVENTED.format(what="report")),
]
DOCX_NOTE = "Two neighbours of Eastmere own the agency jointly."


def docx_words(text):
    parts = {
        "{note}": '<w:r><w:footnoteReference w:id="2"/></w:r>',
        "{hyphen}": "<w:r><w:noBreakHyphen/></w:r>",
    }
    run = lambda words: f'<w:r><w:t xml:space="preserve">{escaped(words)}</w:t></w:r>'
    made = ""
    while text:
        at = text.find("{")
        if at < 0:
            return made + run(text)
        made += run(text[:at]) if at else ""
        end = text.index("}", at) + 1
        mark, text = text[at:end], text[end:]
        kind, _, words = mark.strip("{}").partition("|")
        if kind == "del":
            made += f'<w:del w:id="8" w:author="A"><w:r><w:delText xml:space="preserve">{escaped(words)}</w:delText></w:r></w:del>'
        elif kind == "ins":
            made += f'<w:ins w:id="9" w:author="A">{run(words)}</w:ins>'
        else:
            made += parts[mark]
    return made


def docx_block(kind, text):
    if kind == "table":
        cell = lambda words: f"<w:tc><w:p>{docx_words(words)}</w:p></w:tc>"
        return "<w:tbl>" + "".join("<w:tr>" + "".join(map(cell, row)) + "</w:tr>" for row in text) + "</w:tbl>"
    lists = {"item": "1", "bullet": "2"}
    style = f'<w:pStyle w:val="{kind}"/>' if kind and kind not in lists else ""
    number = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{lists[kind]}"/></w:numPr>' if kind in lists else ""
    return f"<w:p><w:pPr>{style}{number}</w:pPr>{docx_words(text)}</w:p>"


def docx(path):
    xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    root = f'xmlns:w="{WORD}" xmlns:r="{RELATIONS}"'
    kinds = ["styles", "numbering", "footnotes", "header", "footer"]
    package = "http://schemas.openxmlformats.org/package/2006"
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    types = "".join(f'<Override PartName="/word/{kind}.xml" ContentType="{main}.{kind}+xml"/>' for kind in kinds)
    level = lambda look, text: f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{look}"/><w:lvlText w:val="{text}"/></w:lvl>'
    heading = '<w:style w:type="paragraph" w:styleId="{0}"><w:name w:val="{1}"/><w:pPr><w:outlineLvl w:val="{2}"/></w:pPr></w:style>'
    body = "".join(docx_block(*block) for block in DOCX)
    ends = '<w:sectPr><w:headerReference w:type="default" r:id="r4"/><w:footerReference w:type="default" r:id="r5"/></w:sectPr>'
    relation = lambda number, kind: f'<Relationship Id="r{number}" Type="{RELATIONS}/{kind}" Target="{kind}.xml"/>'
    members = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/'
        f'vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override '
        f'PartName="/word/document.xml" ContentType="{main}.document.main+xml"/>{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{RELATIONS}/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{package}/metadata/core-properties" '
        'xmlns:dcterms="http://purl.org/dc/terms/"><dcterms:created>2011-02-03T00:00:00Z</dcterms:created>'
        "<dcterms:modified>2031-02-03T00:00:00Z</dcterms:modified></cp:coreProperties>",
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        + "".join(relation(number + 1, kind) for number, kind in enumerate(kinds)) + "</Relationships>",
        "word/document.xml": f"<w:document {root}><w:body>{body}{ends}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {root}>{heading.format('Title', 'Title', 0)}{heading.format('Heading1', 'heading 1', 1)}</w:styles>",
        "word/numbering.xml": f'<w:numbering {root}><w:abstractNum w:abstractNumId="0">{level("decimal", "%1.")}</w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="1">{level("bullet", "•")}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/>'
        '</w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num></w:numbering>',
        "word/footnotes.xml": f'<w:footnotes {root}><w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p>'
        f'</w:footnote><w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> {DOCX_NOTE}</w:t></w:r>'
        "</w:p></w:footnote></w:footnotes>",
        "word/header.xml": f"<w:hdr {root}><w:p><w:r><w:t>Office for Children's Standards: in confidence</w:t></w:r></w:p></w:hdr>",
        "word/footer.xml": f"<w:ftr {root}><w:p><w:r><w:t>Page 1 of 2</w:t></w:r></w:p></w:ftr>",
    }
    packed(path, [(name, xml + content, False) for name, content in members.items()])


# An OpenDocument text: a letter after a monitoring visit, with headings that are bold paragraphs only.

ODT = [
    ("P", "Office for Children's Standards"),
    ("P", "12 February 2024"),
    ("P", "Ms Odile Fenwright"),
    ("P", "Director of Children’s Services, London Borough of Harrowick"),
    ("P", "Dear Ms Fenwright"),
    ("T", "Monitoring visit of Harrowick children’s services"),
    ("P", "This note gives the findings of the monitoring visit to Harrowick on 16 and 17 January 2024, the first since services "
          "were judged inadequate. The inspectors were Sunniva Ackerley HMI and Percival Tandy HMI."),
    ("B", "Areas covered by the visit"),
    ("P", "Inspectors looked at short breaks for disabled children, with a particular eye on:"),
    ("list", ["how families come to hear of short breaks", "overnight stays at Larkfield and the Old Bakery", "transport to and from them"]),
    ("B", "Findings and evaluation of progress"),
    ("P", "Parents no longer have to guess what there is. A booklet with photographs went to every special school in October, and a "
          "telephone line is answered by two parents who have used the service themselves.{note}"),
    ("P", "Overnight stays are booked a term ahead, and cancelled too often: 27 nights were lost in the autumn because nobody "
          "could work the hoist. The rota has been redrawn since."),
    ("P", "Transport is the sore point. Children spend up to seventy minutes on a minibus to a house that stands four miles from "
          "home, and an escort who knows how they say yes and no is there on one journey in three."),
    ("P", "Yours sincerely"),
    ("P", "Sunniva Ackerley"),
    ("P", "His Majesty’s Inspector"),
    ("P", INVENTED.format(what="report")),
]
ODT_NOTE = "The line is open on weekdays until eight in the evening."


def odt_block(kind, text):
    if kind == "list":
        items = "".join(f"<text:list-item><text:p>{escaped(item)}</text:p></text:list-item>" for item in text)
        return f'<text:list text:style-name="L">{items}</text:list>'
    note = (
        '<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>'
        f"{ODT_NOTE}</text:p></text:note-body></text:note>"
    )
    name = {"P": "Standard", "T": "Title", "B": "Bold"}[kind]
    return f'<text:p text:style-name="{name}">{escaped(text).replace("{note}", note)}</text:p>'


def odt(path):
    spaces = "".join(f' xmlns:{name}="{OASIS}{name}:1.0"' for name in ["office", "text", "style", "table"])
    spaces += f' xmlns:fo="{OASIS}xsl-fo-compatible:1.0"'
    kind = "application/vnd.oasis.opendocument.text"
    styles = (
        '<style:style style:name="Bold" style:family="paragraph"><style:text-properties fo:font-weight="bold"/></style:style>'
        '<text:list-style style:name="L"><text:list-level-style-bullet text:level="1" text:bullet-char="•"/></text:list-style>'
    )
    deleted = (
        '<text:tracked-changes><text:changed-region><text:deletion><text:p>Words that were taken out again.</text:p>'
        "</text:deletion></text:changed-region></text:tracked-changes>"
    )
    body = "".join(odt_block(*block) for block in ODT)
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content{spaces} office:version="1.3"><office:automatic-styles>'
        f"{styles}</office:automatic-styles><office:body><office:text>{deleted}{body}</office:text></office:body></office:document-content>"
    )
    manifest = f'{OASIS}manifest:1.0'
    packed(path, [
        ("mimetype", kind, True),
        ("content.xml", content, False),
        ("META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{manifest}"><manifest:file-entry manifest:full-path="/" '
         f'manifest:media-type="{kind}"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
         "</manifest:manifest>", False),
    ])


# RTF: a letter after a focused visit, as an old word processor saves it.

RTF = [
    ("", "Office for Children's Standards"),
    ("", "9 November 2020"),
    ("", "Mr Tobias Rennick"),
    ("", "Director of Children’s Services, Port Callow Council"),
    ("", "Dear Mr Rennick"),
    ("b", "Focused visit to Port Callow children’s services"),
    ("", "This note summarises the findings of the focused visit to Port Callow on 13 and 14 October 2020. The inspectors were "
         "Petra Langmoor HMI and Gwilym Asterby HMI. They looked at the recruitment of foster carers."),
    ("b", "Overview"),
    ("", "Port Callow has lost more fostering households than it has gained in each of the last four years. Leaders have at last asked "
         "those who left for their reasons, and have written the answers down."),
    ("b", "Recruitment of foster carers"),
    ("item", "Enquiries are answered within a day – a café owner who rang on a Friday evening was visited on the Saturday."),
    ("item", "The paperwork is fair, thorough and far too long: nine months on average, of which four go by until a doctor has signed a form."),
    ("item", "Carers’ allowances are paid on time. The mileage rate has not been looked at since 2009."),
    ("", "Yours sincerely"),
    ("", "Petra Langmoor"),
    ("", "Her Majesty’s Inspector"),
    ("", INVENTED.format(what="report")),
]


def rtf(path):
    def words(text):
        plain = "".join("\\" + c if c in "\\{}" else c for c in text)
        return "".join(c if ord(c) < 128 else f"\\'{c.encode('cp1252').hex()}" for c in plain)

    lines, number = [], 0
    for kind, text in RTF:
        if kind == "item":
            number += 1
            lines.append(f"{{\\pard\\ls1\\ilvl0 {{\\listtext\\tab {number}.\\tab}}{words(text)}\\par}}")
        else:
            weight = "\\b " if kind else ""
            lines.append(f"{{\\pard {weight}{words(text)}\\par}}")
    head = (
        "{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0 Arial;}}{\\info{\\creatim\\yr2005\\mo6\\dy7}}"
        "{\\*\\listtable{\\list\\listtemplateid1{\\listlevel\\levelnfc0\\levelstartat1{\\leveltext\\'02\\'00.;}{\\levelnumbers\\'01;}}"
        "\\listid1}}{\\*\\listoverridetable{\\listoverride\\listid1\\listoverridecount0\\ls1}}"
        "{\\footer\\pard Port Callow, page {\\field{\\*\\fldinst PAGE}}\\par}"
    )
    Path(path).write_bytes("\r\n".join([head, *lines, "}"]).encode("ascii"))


# An e-mail: a covering note in two parts, and the letter it brings.

MAIL = """Dear colleagues

The inspectorate's findings are attached. They may be quoted on Thursday, after nine o'clock. Please read the paragraph about
the music service before you come on Monday; it is the one that we shall be asked about.

I thank all of you who gave up your half-term.

Kind regards

Araminta Kell
Head of Quality, North Wexcombe

""" + INVENTED.format(what="message") + "\n"

ATTACHED = """Office for Children's Standards

6 March 2023

Dr Imogen Saltmarsh
Director of Children's Services
North Wexcombe Council

Dear Dr Saltmarsh

Monitoring visit of North Wexcombe children's services

This letter sets out the findings of the monitoring visit on 7 and 8 February 2023. The inspectors were Caspian Wroe HMI
and Isadora Penn HMI. They looked at how children take part in meetings about themselves.

Findings and evaluation of progress

1. Advocates are known by name to the children who need them. Two of them play in the authority's own steel band, and
it is at rehearsals, not at reviews, that they are told what is wrong.

2. The council's music service has become its best means of listening. That is to its credit, and cannot be everything: children
who do not sing or drum are heard less.

3. Minutes are sent to children in plain words and in print that is large enough to read.

Yours sincerely

Caspian Wroe
Her Majesty's Inspector

""" + INVENTED.format(what="report") + "\n"


def eml(path):
    attached = base64.encodebytes(ATTACHED.encode("utf-8")).decode("ascii")
    web = "<p>" + MAIL.strip().replace("\n\n", "</p><p>") + "</p>"
    text = f"""Received: from mail.example by post.example; Thu, 9 Mar 2023 08:02:11 +0000
From: Araminta Kell <a.kell@north-wexcombe.example>
To: Quality board <board@north-wexcombe.example>
Subject: =?utf-8?q?The_inspectors=E2=80=99_letter_of_6_March?=
Date: Thu, 9 Mar 2023 08:02:10 +0000
Message-ID: <20230309@north-wexcombe.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="outer"

--outer
Content-Type: multipart/alternative; boundary="inner"

--inner
Content-Type: text/plain; charset=utf-8

{MAIL}
--inner
Content-Type: text/html; charset=utf-8

{web}
--inner--
--outer
Content-Type: text/plain; charset=utf-8; name="monitoring-visit-2023.txt"
Content-Disposition: attachment; filename="monitoring-visit-2023.txt"
Content-Transfer-Encoding: base64

{attached}--outer--
"""
    Path(path).write_bytes(text.replace("\n", "\r\n").encode("utf-8"))


# A zip file of two short reports.

YOUTH = """Office for Children's Standards

Focused visit to Saltby and Thorne children's services

Visit dates: 10 to 11 September 2019

Published: 3 October 2019

The inspector was Jolyon Wexley-Hurst HMI, who looked at the youth justice team.

Most of the team's work is done on bicycles. Young people mend them, ride them and, when their orders end, keep them. \
Magistrates are told in plain figures who came back before the court and who did not.

Bail support at weekends is thin. On the Saturdays that were looked at, one worker covered the whole of the coast.

""" + INVENTED.format(what="report") + "\n"

HEALTH = """---
authority: Saltby and Thorne
date: 2019-12-05
kind: other
---

# Note on the health of looked-after children

Nine of every ten children saw a dentist within the year. Optometrists are another matter: the nearest who takes children \
is in the next county.

- The nurse for the secure unit writes summaries that new staff can use on their first night.
- Immunisation records are complete, and the allergy cards that were lost in spring have been replaced.

""" + INVENTED.format(what="note") + "\n"


def bundle(path):
    packed(path, [
        ("reports/health-note.md", HEALTH, False),
        ("reports/youth-justice.txt", YOUTH, False),
        ("README.txt", "Two reports of the autumn, packed for the library.\n", False),
        ("__MACOSX/reports/._youth-justice.txt", "not for reading", False),
    ])


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    corpus = Path(sys.argv[1])
    docx(corpus / "eastmere/focused-visit-2023.docx")
    odt(corpus / "harrowick/monitoring-visit-2024.odt")
    rtf(corpus / "port-callow/focused-visit-2020.rtf")
    eml(corpus / "north-wexcombe/covering-mail-2023.eml")
    bundle(corpus / "saltby-and-thorne/autumn-2019.zip")


main()
