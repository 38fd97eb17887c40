import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT } from '../steps.ts'
import { listPaths } from './paths.ts'

const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8')
const exists = (file: string): boolean => existsSync(path.join(ROOT, file))

const docs = readdirSync(path.join(ROOT, 'docs'))
  .filter((file) => file.endsWith('.md'))
  .map((file) => `docs/${file}`)
const pages = ['README.md', 'CONTRIBUTING.md', ...docs]

interface Link {
  /** The page that it leads to, from the root of the checkout. */
  readonly file: string
  readonly heading: string | undefined
}

/** The links of a page to other pages and pictures of ours, and within itself. */
function listLinks(page: string, text: string): Link[] {
  return [...text.matchAll(/(?:\]\(|\bsrc(?:set)?=")([^)\s"]+)[)"]/g)]
    .map(([, address = '']) => address)
    .filter((address) => !/^[a-z]+:/.test(address))
    .map((address) => {
      const [file = '', heading] = address.split('#')
      return { file: file === '' ? page : path.posix.join(path.posix.dirname(page), file), heading }
    })
}

/** As the address of a heading is made of its words. */
const listHeadings = (text: string): string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, words = '']) =>
    words
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )

const isDead = ({ file, heading }: Link): boolean =>
  !exists(file) || (heading !== undefined && !listHeadings(read(file)).includes(heading))

describe.each(pages)('%s', (page) => {
  it('leads to pages and headings that are there', () => {
    expect(listLinks(page, read(page)).filter(isDead)).toEqual([])
  })

  it('names no path that is not there', () => {
    expect(listPaths(read(page)).filter((file) => !exists(file))).toEqual([])
  })
})

it('finds a link that leads nowhere', () => {
  const text = '[a](docs/none.md) [b](docs/telegram.md#nothing) [c](#test) [d](https://example.com)'
  expect(listLinks('README.md', text).filter(isDead)).toHaveLength(2)
})

it('docs/README.md leads to each page of docs/', () => {
  const linked = new Set(listLinks('docs/README.md', read('docs/README.md')).map(({ file }) => file))
  expect(docs.filter((page) => page !== 'docs/README.md' && !linked.has(page))).toEqual([])
})

it('docs/architecture.md names each folder of a room', () => {
  const text = read('docs/architecture.md')
  const rooms = ['protocol', 'db', 'server', 'agent', 'app', 'cli', 'testing', 'e2e', 'bench', 'scripts']
  const folders = rooms.flatMap((room) =>
    readdirSync(path.join(ROOT, room), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== 'fixtures')
      .map(({ name }) => `${room}/${name}/`),
  )
  expect(folders.filter((folder) => !text.includes(`\`${folder}\``))).toEqual([])
})
