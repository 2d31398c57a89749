#!/usr/bin/env python3
"""Makes damaged files, bombs and loops of every binary format, the same ones for the same seed.

    tests/damage/make.py FOLDER_OF_DOCUMENTS OUT [--count N] [--seed N]

From each document of a binary format under the first folder come damaged ones: cut short, bytes changed, bytes
taken out or put in, numbers in it changed, pieces moved. Beside these stand files made by hand to take all time
or all memory of a reader that trusts them.
"""
import argparse
import os
import random
import re
import struct
import zipfile
import zlib

FORMATS = ("pdf", "docx", "doc", "odt", "rtf", "eml", "zip")


def cut(data, random_):
    return data[: random_.randrange(1, len(data))]


def flip(data, random_):
    data = bytearray(data)
    for _ in range(random_.choice([1, 1, 3, 20, 200])):
        data[random_.randrange(len(data))] ^= 1 << random_.randrange(8)
    return bytes(data)


def take_out(data, random_):
    at = random_.randrange(len(data))
    return data[:at] + data[at + random_.choice([1, 7, 100, 4000]):]


def put_in(data, random_):
    at = random_.randrange(len(data))
    return data[:at] + random_.randbytes(random_.choice([1, 9, 300, 5000])) + data[at:]


def change_numbers(data, random_):
    """Numbers in text, as PDF, RTF and e-mail have them, made others; or four bytes at random, as zip has them."""
    numbers = list(re.finditer(rb"\d+", data))
    values = [b"0", b"-1", b"1", b"99999999999", b"4294967295", b"2147483648", b"18446744073709551616"]
    if numbers and random_.random() < 0.7:
        for found in sorted(random_.sample(numbers, min(len(numbers), random_.choice([1, 3, 30]))), key=lambda m: -m.start()):
            data = data[: found.start()] + random_.choice(values) + data[found.end():]
        return data
    at = random_.randrange(max(1, len(data) - 4))
    return data[:at] + random_.choice([b"\xff\xff\xff\xff", b"\0\0\0\0", b"\xff\xff\xff\x7f", b"\1\0\0\0"]) + data[at + 4:]


def move(data, random_):
    a, b = sorted(random_.randrange(len(data)) for _ in range(2))
    return data[:a] + data[b:] + data[a:b]


def inside(data, random_):
    """The same done to one file of a zip archive, which is then a sound archive of damaged content."""
    import io

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = [(info, archive.read(info)) for info in archive.infolist()]
    except (zipfile.BadZipFile, OSError, zlib.error):
        return flip(data, random_)
    at = random_.randrange(len(files))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (info, content) in enumerate(files):
            if number == at and content:
                content = random_.choice([cut, flip, take_out, put_in, change_numbers, move])(content, random_)
            archive.writestr(zipfile.ZipInfo(info.filename, (2020, 1, 1, 0, 0, 0)), content)
    return out.getvalue()


WAYS = (cut, flip, flip, take_out, put_in, change_numbers, change_numbers, move, inside)


def pdf(objects, trailer="/Root 1 0 R"):
    """A PDF of these objects, each the bytes between `obj` and `endobj`, with a right table of places."""
    out, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content if isinstance(content, bytes) else content.encode())
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for place in places:
        out += b"%010d 00000 n \n" % place
    out += b"trailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer.encode(), start)
    return bytes(out)


def stream(data, more=""):
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), more.encode(), data)


CATALOG, PAGES = "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
PAGE = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> %s >> >>"
WORDS = b"BT /F1 11 Tf 72 700 Td (The quay is safe.) Tj ET\n"


def deflated_zeros(size):
    packer, out = zlib.compressobj(9), []
    for _ in range(size >> 20):
        out.append(packer.compress(bytes(1 << 20)))
    return b"".join(out) + packer.flush()


def pdf_traps():
    one = lambda content, more="", extra=(): pdf([CATALOG, PAGES, PAGE % more, content, FONT, *extra])
    yield "pages-loop", pdf([CATALOG, "<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 2 /Parent 2 0 R >>", PAGE % "", stream(WORDS), FONT])
    yield "parent-loop", pdf([CATALOG, PAGES, "<< /Type /Page /Parent 3 0 R /Contents 4 0 R >>", stream(WORDS)])
    yield "form-draws-itself", one(stream(b"/X1 Do\n"), "/XObject << /X1 6 0 R >>", [
        stream(b"/X1 Do /X1 Do\n" + WORDS, "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X1 6 0 R >> /Font << /F1 5 0 R >> >>")])
    yield "forms-draw-each-other", one(stream(b"/X1 Do\n"), "/XObject << /X1 6 0 R >>", [
        stream(b"/Y Do /Y Do\n" + WORDS, f"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /Y {number + 7} 0 R >> /Font << /F1 5 0 R >> >>")
        for number in range(40)])
    yield "bomb-2-gib", one(stream(deflated_zeros(2 << 30), "/Filter /FlateDecode"))
    yield "bomb-in-bomb", one(stream(zlib.compress(deflated_zeros(1 << 30), 9), "/Filter [/FlateDecode /FlateDecode]"))
    yield "deep-arrays", one(stream(b"[" * 2_000_000 + WORDS))
    yield "deep-object", pdf([CATALOG, PAGES, PAGE % "", stream(WORDS), "[" * 500_000 + "]" * 500_000])
    yield "many-words", one(stream(zlib.compress(WORDS * 2_000_000, 9), "/Filter /FlateDecode"))
    yield "count-lies", pdf([CATALOG, "<< /Type /Pages /Kids [3 0 R] /Count 2147483647 >>", PAGE % "", stream(WORDS), FONT])
    yield "kids-many-times", pdf([CATALOG, "<< /Type /Pages /Kids [%s] /Count 500000 >>" % ("3 0 R " * 500_000), PAGE % "", stream(WORDS), FONT])
    yield "length-lies", pdf([CATALOG, PAGES, PAGE % "", b"<< /Length 99999999999 >>\nstream\n" + WORDS + b"\nendstream", FONT])
    yield "length-is-itself", pdf([CATALOG, PAGES, PAGE % "", b"<< /Length 4 0 R >>\nstream\n" + WORDS + b"\nendstream", FONT])
    yield "root-is-trailer", pdf([CATALOG, PAGES], "/Root 9 0 R /Prev 9")
    whole = pdf([CATALOG, PAGES, PAGE % "", stream(WORDS), FONT])
    yield "previous-table-is-this", whole.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev %d" % whole.index(b"xref\n0"))
    yield "size-lies", whole.replace(b"/Size 6", b"/Size 4294967295")
    cmap = b"/CIDInit /ProcSet findresource begin begincmap 1 beginbfrange <0000> <ffffffff> <0041> endbfrange endcmap"
    yield "characters-many", one(stream(WORDS), "", [stream(cmap)]).replace(b"/BaseFont /Helvetica", b"/ToUnicode 6 0 R /BaseFont /Helvetica")
    objects = b"1 0 " * 200_000
    yield "object-stream-lies", pdf([CATALOG, PAGES, PAGE % "", stream(WORDS), FONT, stream(objects, "/Type /ObjStm /N 4000000000 /First 0 /Extends 6 0 R")])
    yield "box-lies", pdf([CATALOG, PAGES, "<< /Type /Page /Parent 2 0 R /MediaBox [-1e308 -1e308 1e308 1e308] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>", stream(b"BT /F1 1e38 Tf 1e38 1e38 Td (The quay) Tj ET\n"), FONT])
    yield "tags-loop", pdf(["<< /Type /Catalog /Pages 2 0 R /StructTreeRoot 6 0 R >>", PAGES, PAGE % "", stream(b"/P << /MCID 0 >> BDC\n" + WORDS + b"EMC\n"), FONT,
                            "<< /Type /StructTreeRoot /K [6 0 R 7 0 R] >>", "<< /Type /StructElem /S /P /P 6 0 R /K [7 0 R 6 0 R 0] >>"])
    yield "predictor-lies", one(stream(zlib.compress(b"\2" * 4096), "/Filter /FlateDecode /DecodeParms << /Predictor 15 /Columns 2147483647 /Colors 64 /BitsPerComponent 32 >>"))


def zipped(files, method=zipfile.ZIP_DEFLATED):
    import io

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), content, compress_type=method)
    return out.getvalue()


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPES = ("[Content_Types].xml", '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>'
         '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>')
RELATIONS = ("_rels/.rels", '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
             'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>')
LAUGHS = "<!DOCTYPE x [<!ENTITY a0 'quay '>" + "".join(f"<!ENTITY a{n} '{('&a%d;' % (n - 1)) * 10}'>" for n in range(1, 12)) + "]>"


def docx(body):
    return zipped([TYPES, RELATIONS, ("word/document.xml", body)])


def odt(body):
    return zipped([("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", body)])


def office_traps():
    paragraph = "<w:p><w:r><w:t>The quay is safe.</w:t></w:r></w:p>"
    body = lambda inner: f'<?xml version="1.0"?><w:document {W}><w:body>{inner}</w:body></w:document>'
    yield "docx", "bomb-zeros", docx(body(" " * (1 << 30)))
    yield "docx", "bomb-paragraphs", docx(body(paragraph * 4_000_000))
    yield "docx", "laughs", docx(f'<?xml version="1.0"?>{LAUGHS}<w:document {W}><w:body><w:p><w:r><w:t>&a11;</w:t></w:r></w:p></w:body></w:document>')
    yield "docx", "deep", docx(body("<w:tbl><w:tr><w:tc>" * 300_000 + paragraph))
    yield "docx", "deep-unclosed", docx(body("<w:p><w:r>" * 1_000_000))
    yield "docx", "spans-lie", docx(body(f'<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2147483647"/></w:tcPr>{paragraph}</w:tc></w:tr></w:tbl>'))
    content = lambda inner: ('<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
                             'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0">'
                             f"<office:body><office:text>{inner}</office:text></office:body></office:document-content>")
    yield "odt", "spaces-lie", odt(content('<text:p>The<text:s text:c="4294967295"/>quay</text:p>' * 1000))
    yield "odt", "repeats-lie", odt(content('<table:table><table:table-row table:number-rows-repeated="2000000000"><table:table-cell table:number-columns-repeated="2000000000"><text:p>quay</text:p></table:table-cell></table:table-row></table:table>'))
    yield "odt", "deep", odt(content("<text:section>" * 500_000 + "<text:p>quay</text:p>"))
    yield "odt", "laughs", odt(content("<text:p>&a11;</text:p>").replace("?>", "?>" + LAUGHS, 1))
    yield "rtf", "deep", b"{\\rtf1 " + b"{" * 2_000_000 + b"The quay is safe.}"
    yield "rtf", "binary-lies", b"{\\rtf1 The quay \\bin2147483647 is safe.}"
    yield "rtf", "numbers-lie", b"{\\rtf1\\ansi\\u-99999999999? \\uc2147483647 \\'zz The quay is safe.}"
    sector = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))
    struct.pack_into("<HHHHH", sector, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIIII", sector, 44, 1, 0, 0, 0x1000, 0, 0, 0, 0, 0)
    sector[76:512] = struct.pack("<I", 0) * 109
    yield "doc", "chain-loop", bytes(sector) + struct.pack("<I", 0) * 128 + "R\0o\0o\0t\0".encode() + bytes(500)


def archive_traps():
    yield "zip", "zeros", zipped([("a.txt", bytes(1 << 30))])
    inner = zipped([("quay.txt", b"The quay is safe.\n" * 100_000)])
    for level in range(8):
        inner = zipped([(f"{number}-{level}.zip", inner) for number in range(8)])
    yield "zip", "nested", inner
    yield "zip", "many", zipped([(f"{number}.txt", b"The quay.") for number in range(70_000)], zipfile.ZIP_STORED)
    yield "zip", "up-and-away", zipped([("../../../../etc/quay.txt", b"The quay is safe."), ("/root/quay.txt", b"The quay is safe.")])
    yield "zip", "names-lie", zipped([("a/" * 20_000 + "quay.txt", b"The quay is safe."), ("\x1b[2Jquay\n.txt", b"The quay is safe.")])
    part = b"Content-Type: multipart/mixed; boundary=\"b%d\"\n\n--b%d\n"
    yield "eml", "deep", b"From: a@example.org\nSubject: quay\nMIME-Version: 1.0\n" + b"".join(part % (n, n) for n in range(20_000)) + b"\nThe quay.\n"
    yield "eml", "long-line", b"From: a@example.org\nSubject: " + b"quay " * 4_000_000 + b"\n\nThe quay.\n"
    yield "eml", "many-parts", (b"From: a@example.org\nSubject: quay\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
                               + b"--b\nContent-Disposition: attachment; filename=quay.txt\n\nThe quay is safe.\n" * 200_000 + b"--b--\n")
    yield "eml", "message-in-message", b"From: a@example.org\nSubject: quay\nMIME-Version: 1.0\nContent-Type: message/rfc822\n\n" * 20_000 + b"The quay.\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents")
    parser.add_argument("out")
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    random_ = random.Random(options.seed)
    found = {}
    for folder, _, names in sorted(os.walk(options.documents)):
        for name in sorted(names):
            ending = name.rsplit(".", 1)[-1].lower()
            if ending in FORMATS:
                found.setdefault(ending, []).append(os.path.join(folder, name))
    if not found:
        raise SystemExit(f"{options.documents}: no document of a binary format is in it")
    os.makedirs(options.out, exist_ok=True)
    endings = sorted(found)
    for number in range(options.count):
        ending = endings[number % len(endings)]
        with open(random_.choice(found[ending]), "rb") as file:
            data = file.read()
        way = random_.choice([way for way in WAYS if way is not inside or ending in ("docx", "odt", "zip")])
        with open(os.path.join(options.out, f"{number:05}-{way.__name__}.{ending}"), "wb") as file:
            file.write(way(data, random_))
    traps = [("pdf", name, data) for name, data in pdf_traps()]
    for ending, name, data in [*traps, *office_traps(), *archive_traps()]:
        with open(os.path.join(options.out, f"trap-{name}.{ending}"), "wb") as file:
            file.write(data)


if __name__ == "__main__":
    main()
