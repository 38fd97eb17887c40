import * as z from 'zod'
import { saveFile } from '../files/save-file.ts'

const exported = z.object({ filename: z.string(), content: z.string() })

const TYPES = { markdown: 'text/markdown', json: 'application/json' } as const
export type ExportFormat = keyof typeof TYPES

/** Hands what `sessions.export` gave to the browser as a file. */
export function saveExport(result: unknown, format: ExportFormat): void {
  const { filename, content } = exported.parse(result)
  saveFile(new Blob([content], { type: `${TYPES[format]};charset=utf-8` }), filename)
}
