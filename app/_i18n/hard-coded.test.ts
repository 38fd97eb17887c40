import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'

const ROOT = path.join(import.meta.dirname, '..', '..')

/** Attributes that are read out or shown. What stands between tags is the linter's work (noJsxLiterals). */
const SPOKEN =
  /\b(?:aria-(?:label|description|roledescription|valuetext)|title|placeholder|alt|label|hint)=(?:"([^"]*)"|\{(?:'([^']*)'|`([^`]*)`)\})/g

/** The words that a source says without asking a catalogue. */
const findWords = (source: string): string[] =>
  [...source.matchAll(SPOKEN)]
    .map(([, ...literals]) => literals.find((literal) => literal !== undefined) ?? '')
    .filter((literal) => /\p{L}{2}/u.test(literal.replace(/\$\{[^}]*\}/g, '')))

it('has every spoken word of the panel in the catalogues', () => {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'app/*.tsx'], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  // The page of the parts is for developers.
  const files = listed
    .split('\n')
    .filter((file) => file !== '' && !file.startsWith('app/_components/components/'))
  expect(files.length).toBeGreaterThan(100)
  const found = files.flatMap((file) =>
    findWords(readFileSync(path.join(ROOT, file), 'utf8')).map((words) => `${file}: ${words}`),
  )
  expect(found).toEqual([])
})

it('would find a word that is written into an attribute', () => {
  expect(findWords('<button aria-label="Close" title={t("close")} />')).toEqual(['Close'])
  expect(findWords("<input placeholder={'搜索'} alt={`${t('a')}: ${b}`} label=\"×\" />")).toEqual(['搜索'])
})
