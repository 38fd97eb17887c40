import * as z from 'zod'
import { contract, workspacePath } from './contract.ts'

/** Most entries that `list` returns. */
export const LIST_LIMIT = 1_000
/** Most matches, or paths, that `search` returns. */
export const SEARCH_LIMIT = 500

export const fileTools = {
  read: contract({
    description:
      'Read a text file, a PDF or a picture (PNG, JPEG, GIF, WebP) of the workspace. Long files come in pieces: use offset and limit (lines).',
    place: 'host',
    effect: 'read',
    repeatable: true,
    input: z.object({
      path: workspacePath,
      offset: z.number().int().min(1).optional().describe('First line to return, counted from 1'),
      limit: z.number().int().min(1).max(10_000).optional().describe('Most lines to return'),
    }),
    output: z.object({
      path: z.string(),
      content: z.string(),
      firstLine: z.number().int(),
      totalLines: z.number().int(),
      truncated: z.boolean(),
      /** What to know of the text: how it is written where not in UTF-8, or that a line is longer than a piece. */
      note: z.string().optional(),
      /** Of a picture. `data` is base64 and goes to the model only: what is stored and shown is without it. */
      image: z
        .object({
          type: z.string(),
          width: z.number().int(),
          height: z.number().int(),
          bytes: z.number().int(),
          data: z.string().optional(),
        })
        .optional(),
    }),
  }),
  list: contract({
    description: 'List a folder of the workspace.',
    place: 'host',
    effect: 'read',
    repeatable: true,
    input: z.object({ path: workspacePath.default('.') }),
    output: z.object({
      path: z.string(),
      entries: z.array(
        z.object({
          name: z.string(),
          kind: z.enum(['file', 'folder', 'link', 'other']),
          bytes: z.number().int(),
        }),
      ),
      truncated: z.boolean(),
    }),
  }),
  search: contract({
    description:
      'Search the text files of the workspace for a regular expression, or, without pattern, list the files that fit glob. ' +
      'Ignored (.gitignore, .ignore), hidden and binary files are left out.',
    place: 'host',
    effect: 'read',
    repeatable: true,
    input: z.object({
      pattern: z
        .string()
        .min(1)
        .max(1_000)
        .optional()
        .describe('JavaScript regular expression, line by line'),
      path: workspacePath.default('.'),
      glob: z
        .string()
        .min(1)
        .max(500)
        .optional()
        .describe('Example: *.ts or src/**/*.{js,ts}; ! in front excludes'),
      literal: z.boolean().optional().describe('pattern is plain text'),
      ignoreCase: z.boolean().optional(),
      hidden: z.boolean().optional().describe('Also files whose name begins with a dot'),
      ignored: z.boolean().optional().describe('Also ignored files'),
      context: z.number().int().min(0).max(10).optional().describe('Lines around each match'),
      limit: z.number().int().min(1).max(SEARCH_LIMIT).optional(),
    }),
    output: z.object({
      /** Lines with a match, and, where `match` is false, lines around one. */
      lines: z.array(
        z.object({ path: z.string(), line: z.number().int(), text: z.string(), match: z.boolean() }),
      ),
      /** Files with a match, or that fit the glob. */
      paths: z.array(z.string()),
      searchedFiles: z.number().int(),
      truncated: z.boolean(),
      /** What was left out, and why. */
      notes: z.array(z.string()),
    }),
  }),
  write: contract({
    description: 'Create or replace a text file of the workspace. Missing folders are made.',
    place: 'host',
    effect: 'write',
    repeatable: true,
    input: z.object({ path: workspacePath, content: z.string().max(4_000_000) }),
    output: z.object({ path: z.string(), bytes: z.number().int(), created: z.boolean() }),
  }),
  edit: contract({
    description:
      'Replace a piece of a text file. oldText must occur exactly once, unless replaceAll is true. Read the file first.',
    place: 'host',
    effect: 'write',
    repeatable: false,
    input: z.object({
      path: workspacePath,
      oldText: z.string().min(1).max(1_000_000),
      newText: z.string().max(1_000_000),
      replaceAll: z.boolean().optional(),
    }),
    output: z.object({ path: z.string(), replacements: z.number().int() }),
  }),
} as const
