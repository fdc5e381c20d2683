import {
  openDocumentFile,
  type DocumentFile,
  type DocumentFileOptions,
  type FileRow,
} from "../../src/ingest/document-file.js";

export async function readFileRows(
  path: string,
  options?: DocumentFileOptions,
): Promise<{ file: DocumentFile; rows: FileRow[] }> {
  const file = await openDocumentFile(path, options);
  const rows: FileRow[] = [];
  for await (const row of file.rows()) rows.push(row);
  return { file, rows };
}

/** Rows as [line, text] or [line, reason]. */
export function outline(rows: readonly FileRow[]): [number, string][] {
  return rows.map((row) => [row.line, "document" in row ? row.document.text : `! ${row.fault.reason}`]);
}
