//! Workbooks for tests, written by hand: a zip archive without compression, and the fewest parts that a
//! spreadsheet takes.

use std::fmt::Write;

#[derive(Clone, Default)]
pub struct Workbook {
    sheets: Vec<(String, Vec<Vec<String>>)>,
}

impl Workbook {
    pub fn new() -> Self {
        Self::default()
    }

    /// Cells are numbers, `TRUE`, `FALSE`, `=` before the serial number of a day, or texts.
    pub fn sheet(mut self, name: &str, rows: &[Vec<&str>]) -> Self {
        let rows = rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect());
        self.sheets.push((name.to_owned(), rows.collect()));
        self
    }

    pub fn xlsx(&self) -> Vec<u8> {
        let (mut sheets, mut relations, mut files) = (String::new(), String::new(), Vec::new());
        for (index, (name, rows)) in self.sheets.iter().enumerate() {
            let id = index + 1;
            _ = write!(sheets, "<sheet name=\"{name}\" sheetId=\"{id}\" r:id=\"r{id}\"/>");
            _ = write!(
                relations,
                "<Relationship Id=\"r{id}\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/s{id}.xml\"/>"
            );
            let mut data = String::new();
            for (row, cells) in rows.iter().enumerate() {
                _ = write!(data, "<row r=\"{}\">", row + 1);
                for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                    let place = format!("{}{}", char::from(b'A' + u8::try_from(column).unwrap()), row + 1);
                    _ = match (cell.strip_prefix('='), cell.parse::<f64>()) {
                        (Some(day), _) => write!(data, "<c r=\"{place}\" s=\"1\"><v>{day}</v></c>"),
                        (None, Ok(_)) => write!(data, "<c r=\"{place}\"><v>{cell}</v></c>"),
                        _ if cell == "TRUE" => write!(data, "<c r=\"{place}\" t=\"b\"><v>1</v></c>"),
                        _ if cell == "FALSE" => write!(data, "<c r=\"{place}\" t=\"b\"><v>0</v></c>"),
                        _ => write!(data, "<c r=\"{place}\" t=\"inlineStr\"><is><t>{cell}</t></is></c>"),
                    };
                }
                data.push_str("</row>");
            }
            files.push((
                format!("xl/worksheets/s{id}.xml"),
                format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{data}</sheetData></worksheet>"),
            ));
        }
        _ = write!(relations, "<Relationship Id=\"styles\" Type=\"{OFFICE}/styles\" Target=\"styles.xml\"/>");
        files.push((
            "xl/workbook.xml".to_owned(),
            format!("<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets>{sheets}</sheets></workbook>"),
        ));
        files.push((
            "xl/_rels/workbook.xml.rels".to_owned(),
            format!("<Relationships xmlns=\"{PACKAGE}\">{relations}</Relationships>"),
        ));
        files.push(("xl/styles.xml".to_owned(), format!("<styleSheet xmlns=\"{MAIN}\"><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>")));
        let root = format!(
            "<Relationship Id=\"book\" Type=\"{OFFICE}/officeDocument\" Target=\"xl/workbook.xml\"/>"
        );
        let root = format!("<Relationships xmlns=\"{PACKAGE}\">{root}</Relationships>");
        files.push(("_rels/.rels".to_owned(), root));
        zip(&files)
    }

    pub fn ods(&self) -> Vec<u8> {
        let mut tables = String::new();
        for (name, rows) in &self.sheets {
            _ = write!(tables, "<table:table table:name=\"{name}\">");
            for cells in rows {
                tables.push_str("<table:table-row>");
                for cell in cells {
                    _ = match (cell.strip_prefix('='), cell.parse::<f64>()) {
                        (Some("45536"), _) => write!(
                            tables,
                            "<table:table-cell office:value-type=\"date\" office:date-value=\"2024-09-01\"/>"
                        ),
                        (Some(_), _) => write!(
                            tables,
                            "<table:table-cell office:value-type=\"date\" office:date-value=\"2024-10-01T12:00:00\"/>"
                        ),
                        (None, Ok(_)) => write!(
                            tables,
                            "<table:table-cell office:value-type=\"float\" office:value=\"{cell}\"/>"
                        ),
                        _ if cell == "TRUE" || cell == "FALSE" => write!(
                            tables,
                            "<table:table-cell office:value-type=\"boolean\" office:boolean-value=\"{}\"/>",
                            cell.to_lowercase()
                        ),
                        _ if cell.is_empty() => write!(tables, "<table:table-cell/>"),
                        _ => write!(
                            tables,
                            "<table:table-cell office:value-type=\"string\"><text:p>{cell}</text:p></table:table-cell>"
                        ),
                    };
                }
                tables.push_str("</table:table-row>");
            }
            tables.push_str("</table:table>");
        }
        let content = format!(
            "<office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\"><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
        );
        let manifest = "<manifest:manifest xmlns:manifest=\"m\"/>".to_owned();
        zip(&[
            ("mimetype".to_owned(), "application/vnd.oasis.opendocument.spreadsheet".to_owned()),
            ("META-INF/manifest.xml".to_owned(), manifest),
            ("content.xml".to_owned(), content),
        ])
    }
}

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

/// An archive of stored files (APPNOTE.TXT 6.3, sections 4.3.7, 4.3.12 and 4.3.16).
fn zip(files: &[(String, String)]) -> Vec<u8> {
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    for (name, text) in files {
        let length = u32::try_from(text.len()).unwrap().to_le_bytes();
        let offset = u32::try_from(archive.len()).unwrap().to_le_bytes();
        let mut common = vec![20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0];
        common.extend(crc(text.as_bytes()).to_le_bytes());
        common.extend(length);
        common.extend(length);
        common.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        common.extend([0, 0]);
        archive.extend(b"PK\x03\x04");
        archive.extend(&common);
        archive.extend(name.as_bytes());
        archive.extend(text.as_bytes());
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend(offset);
        directory.extend(name.as_bytes());
    }
    let count = u16::try_from(files.len()).unwrap().to_le_bytes();
    let start = u32::try_from(archive.len()).unwrap().to_le_bytes();
    archive.extend(&directory);
    archive.extend(b"PK\x05\x06\0\0\0\0");
    archive.extend(count);
    archive.extend(count);
    archive.extend(u32::try_from(directory.len()).unwrap().to_le_bytes());
    archive.extend(start);
    archive.extend([0, 0]);
    archive
}

/// CRC-32 as of ISO 3309.
fn crc(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(
            crc ^ u32::from(*byte),
            |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 },
        )
    };
    !bytes.iter().fold(!0, step)
}
