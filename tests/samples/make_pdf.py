"""Make the PDF report of the sample corpus: tagged, as office programs save it.

usage: make_pdf.py CORPUS

The words stand here; the file carries what such files carry beside them: a running header and a footer with
page numbers that are tagged as no part of the text, headings, a list, a table of judgements, a line that ends in a
hyphen, and a paragraph that goes on over the page. All of it is invented. The same script makes the same file.
"""
import sys, textwrap
from pathlib import Path

REPORT = [
    ("H1", "Inspection of Wexcombe Borough Council children’s services"),
    ("P", "Inspection dates: 2 to 13 October 2023"),
    ("P", "Lead inspector: Aurelia Thornbury"),
    ("P", "This report is a sample, written to show how findings works: the place, the people, the inspectorate and the findings in it are all invented."),
    ("ROW", ["Judgement", "Grade"]),
    ("ROW", ["The impact of leaders on social work practice with children and families", "Good"]),
    ("ROW", ["The experiences and progress of children who need help and protection", "Requires improvement to be good"]),
    ("ROW", ["The experiences and progress of children in care", "Good"]),
    ("ROW", ["The experiences and progress of care leavers", "Outstanding"]),
    ("ROW", ["Overall effectiveness", "Good"]),
    ("P", "The authority has rebuilt its front door since the last inspection. Calls are answered by people who know the borough, and nobody waits for a first answer longer than an afternoon."),
    ("H2", "What needs to improve?"),
    ("LI", "The speed with which pre-proceedings letters reach parents."),
    ("LI", "How well the views of fathers are written down."),
    ("LI", "The oversight of private fostering arrangements."),
    ("H2", "The experiences and progress of children who need help and protection: requires improvement to be good"),
    ("P", "1. Early help is generous. Family hubs on both sides of the river offer parenting groups, a toy library and a weekly breakfast, and the decision-making of the hub managers is quick."),
    ("P", "2. Thresholds are understood by most partners. Health visitors and the harbour police bring worries early, although two primary schools still telephone when a written referral would serve the child better."),
    ("P", "3. Strategy meetings are prompt, and the notes of them are clear. In a few cases the health partner was missing, and the plan that followed was thinner for it."),
    ("P", "4. Plans for children in need are written in plain words. Some have run on for longer than a year without a fresh look, and in those the child’s own voice grows faint."),
    ("P", "5. Private fostering is the weakest part of the service. Visits are late, the register was last checked in the spring, and carers do not know whom to ask for advice when a child is unsettled at night."),
    ("H2", "The experiences and progress of children in care: good"),
    ("P", "6. Children in care live with people who are fond of them. Moves are rare, and when they happen they are prepared with a visit, a shared meal and a box of belongings that travels first."),
    ("P", "7. Reviews take place in kitchens and gardens rather than in offices. Independent reviewing officers write to each child afterwards, and the letters are kept in a folder that the child owns."),
    ("P", "8. The virtual school knows its pupils. Attendance has risen for three years, and the tutoring that is offered before examinations is taken up by nearly all."),
    ("H2", "The experiences and progress of care leavers: outstanding"),
    ("P", "9. Care leavers speak of their personal advisers as they would of an aunt. The rent deposit scheme, the dentist who keeps two chairs free and the kettle that waits in each new flat were named again and again."),
    ("P", "10. The borough’s apprenticeships are open to care leavers first, and eleven young people have found a trade by this road in the past year."),
    ("H2", "The impact of leaders on social work practice with children and families: good"),
    ("P", "11. Leaders are seen, known and trusted. Caseloads have fallen to fourteen, supervision is regular, and the learning from audits reaches the teams within the week."),
]
HEADER, FOOTER = "Inspection of Wexcombe Borough Council", "2 to 13 October 2023"
WIDTH, TOP, BOTTOM, STEP = 86, 740, 120, 15


def encoded(text):
    return text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


class Page:
    def __init__(self):
        self.content, self.elements, self.at = [], [], TOP

    def show(self, font, size, x, y, text):
        self.content.append(b"BT /%s %d Tf %d %d Td (%s) Tj ET\n" % (font.encode(), size, x, y, encoded(text)))

    def marked(self, tag, lines):
        """Shows lines as one piece of marked content; gives its number on the page."""
        number = len(self.elements)
        self.content.append(b"/%s << /MCID %d >> BDC\n" % (tag.encode(), number))
        for line in lines:
            self.show(*line)
        self.content.append(b"EMC\n")
        self.elements.append(None)
        return number

    def frame(self, number):
        self.content.append(b"/Artifact << /Type /Pagination >> BDC\n")
        self.show("F1", 9, 72, 790, HEADER)
        self.show("F1", 9, 72, 60, FOOTER)
        self.show("F1", 9, 500, 60, str(number))
        self.content.append(b"EMC\n")


def wrapped(text):
    """Lines of a text; a compound in it may end a line after its hyphen."""
    return textwrap.wrap(text, WIDTH, break_long_words=False, break_on_hyphens=True)


def laid_out():
    """The pages, and the structure: a tag with its pieces, each a page and a number there."""
    pages, structure = [Page()], []

    def page_with_room(lines):
        if pages[-1].at - STEP * lines < BOTTOM:
            pages.append(Page())
        return len(pages) - 1

    for tag, text in REPORT:
        if tag == "ROW":
            at = page_with_room(2)
            page, cells = pages[at], []
            longest = 0
            for cell, x in zip(text, (72, 380)):
                lines = textwrap.wrap(cell, 48 if x == 72 else 30)
                longest = max(longest, len(lines))
                shown = [("F1", 11, x, page.at - STEP * number, line) for number, line in enumerate(lines)]
                cells.append(("TD", [(at, page.marked("TD", shown))]))
            page.at -= STEP * longest + 5
            structure.append(("TR", cells))
            continue
        font, size = {"H1": ("F2", 18), "H2": ("F2", 13)}.get(tag, ("F1", 11))
        lines = textwrap.wrap(text, WIDTH - (30 if tag == "H1" else 12)) if tag[0] == "H" else wrapped(text)
        if tag[0] == "H":
            pages[-1].at -= 8
            page_with_room(len(lines) + 3)
        pieces = []
        if tag == "LI":
            lines[0] = "•   " + lines[0]
        while lines:
            at = page_with_room(1)
            page = pages[at]
            room = max(1, (page.at - BOTTOM) // STEP)
            now, lines = lines[:room], lines[room:]
            shown = [(font, size, 72, page.at - (STEP + (size > 11) * 4) * number, line) for number, line in enumerate(now)]
            pieces.append((at, page.marked(tag, shown)))
            page.at = shown[-1][3] - STEP
            if lines:
                page.at = 0
        pages[-1].at -= 6
        structure.append((tag, pieces))
    return pages, structure


def pdf():
    pages, structure = laid_out()
    objects = []

    def new(content=b""):
        objects.append(content)
        return len(objects)

    catalog, tree, root = new(), new(), new()
    fonts = [new(b"<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding >>" % name) for name in (b"Helvetica", b"Helvetica-Bold")]
    numbers = []
    for number, page in enumerate(pages, 1):
        page.frame(number)
        data = b"".join(page.content)
        stream = new(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(data), data))
        numbers.append(new(b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /StructParents %d /Resources << /Font << /F1 %d 0 R /F2 %d 0 R >> >> >>"
                           % (tree, stream, number - 1, *fonts)))
    document = new()
    parents = [[None] * len(page.elements) for page in pages]

    def element(tag, parent, pieces):
        """A structure element of marked content."""
        own = new()
        for page, number in pieces:
            parents[page][number] = own
        kids = b" ".join(b"<< /Type /MCR /Pg %d 0 R /MCID %d >>" % (numbers[page], number) for page, number in pieces)
        objects[own - 1] = b"<< /Type /StructElem /S /%s /P %d 0 R /K [%s] >>" % (tag.encode(), parent, kids)
        return own

    def group(tag, parent, build):
        own = new()
        kids = b" ".join(b"%d 0 R" % kid for kid in build(own))
        objects[own - 1] = b"<< /Type /StructElem /S /%s /P %d 0 R /K [%s] >>" % (tag.encode(), parent, kids)
        return own

    kids, at = [], 0
    while at < len(structure):
        tag, content = structure[at]
        run = at
        while run < len(structure) and structure[run][0] == tag:
            run += 1
        if tag == "TR":
            rows = structure[at:run]
            kids.append(group("Table", document, lambda table: [group("TR", table, lambda row, cells=cells: [element("TD", row, pieces) for _, pieces in cells]) for _, cells in rows]))
            at = run
        elif tag == "LI":
            items = structure[at:run]
            kids.append(group("L", document, lambda own: [group("LI", own, lambda item, pieces=pieces: [element("LBody", item, pieces)]) for _, pieces in items]))
            at = run
        else:
            kids.append(element(tag, document, content))
            at += 1
    objects[document - 1] = b"<< /Type /StructElem /S /Document /P %d 0 R /K [%s] >>" % (root, b" ".join(b"%d 0 R" % kid for kid in kids))
    lists = b" ".join(b"%d [%s]" % (page, b" ".join(b"%d 0 R" % own for own in owners)) for page, owners in enumerate(parents))
    objects[root - 1] = b"<< /Type /StructTreeRoot /K %d 0 R /ParentTree << /Nums [%s] >> >>" % (document, lists)
    objects[tree - 1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(b"%d 0 R" % number for number in numbers), len(numbers))
    objects[catalog - 1] = b"<< /Type /Catalog /Pages %d 0 R /StructTreeRoot %d 0 R /MarkInfo << /Marked true >> /Lang (en-GB) >>" % (tree, root)
    out, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, catalog, start)
    return bytes(out)


if len(sys.argv) != 2:
    sys.exit(__doc__)
(Path(sys.argv[1]) / "wexcombe/inspection-2023.pdf").write_bytes(pdf())
