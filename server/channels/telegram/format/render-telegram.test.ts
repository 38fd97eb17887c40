import { describe, expect, it } from 'vitest'
import { createChance } from '#testing/chat-platform/chance.ts'
import { parseHtml } from '#testing/telegram/html.ts'
import { splitText } from '../../../outbound/split.ts'
import { renderTelegram } from './render-telegram.ts'
import { countColumns } from './width.ts'

const LIMIT = 4_096

/** Reads it as Telegram does, and holds it to what Telegram would otherwise drop in silence. */
function read(html: string): string {
  expect(html.isWellFormed()).toBe(true)
  expect(html).not.toMatch(
    /<code[^>]*>[^<]*<(?!\/)|<pre>(?!<code)[^<]*<(?!\/)|<a [^>]*>(?:(?!<\/a>).)*<(?:a|code)\b/s,
  )
  expect(html).not.toMatch(/<blockquote>(?:(?!<\/blockquote>).)*<blockquote>/s)
  const { text } = parseHtml(html)
  expect(text.length).toBeLessThanOrEqual(LIMIT)
  return text
}

describe('markdown in Telegram', () => {
  it.each([
    ['**bold** *italic* ~~gone~~ `a<b`', '<b>bold</b> <i>italic</i> <s>gone</s> <code>a&lt;b</code>'],
    ['# Title **b**\ntext\nnext line', '<b>Title b</b>\n\ntext\nnext line'],
    ['```ts title\na && b\n```', '<pre><code class="language-ts">a &amp;&amp; b</code></pre>'],
    ['    indented', '<pre>indented</pre>'],
    ['> said\n> > before', '<blockquote>said\n\n&gt; before</blockquote>'],
    ['one\n***\ntwo', 'one\n\n———\n\ntwo'],
    ['- a\n- b\n  1. c\n  2. d', '• a\n• b\n  1. c\n  2. d'],
    ['7. a\n8. b', '7. a\n8. b'],
    ['- [x] done\n- [ ] open', '☑ done\n☐ open'],
    ['- run\n  ```sh\n  ls\n  ```\n  then', '• run\n<pre><code class="language-sh">ls</code></pre>\n  then'],
    [
      'a &amp; b &copy; &#8211; &unknown; \\*c\\* <i>raw</i><br>d',
      'a &amp; b © – &amp;unknown; *c* &lt;i&gt;raw&lt;/i&gt;\nd',
    ],
  ])('shows %j', (markdown, html) => {
    expect(renderTelegram(markdown)).toBe(html)
    read(html)
  })

  it.each([
    ['[x](https://e.com/?a=1&b=")', '<a href="https://e.com/?a=1&amp;b=%22">x</a>'],
    ['[`code`](http://e.com)', '<a href="http://e.com/">code</a>'],
    ['[me](tg://user?id=5)', '<a href="tg://user?id=5">me</a>'],
    [
      '![cat](http://e.com/c.png) ![](http://e.com/d.png)',
      '<a href="http://e.com/c.png">cat</a> <a href="http://e.com/d.png">http://e.com/d.png</a>',
    ],
    ['[![cat](http://e.com/c.png)](http://e.com)', '<a href="http://e.com/">cat</a>'],
    ['[write](mailto:a@b.co) or a@b.co', 'write (a@b.co) or a@b.co'],
    ['[notes](docs/notes.md) [above](#top)', 'notes (docs/notes.md) above'],
    ['[x](javascript:alert(1)) [y](file:///etc/passwd)', 'x y (file:///etc/passwd)'],
    ['见https://e.com/a，然后', '见<a href="https://e.com/a">https://e.com/a</a>，然后'],
  ])('links only where Telegram follows: %j', (markdown, html) => {
    expect(renderTelegram(markdown)).toBe(html)
    read(html)
  })

  it('sees emphasis in scripts without spaces', () => {
    expect(renderTelegram('是**“重点”**。**“中文”**是 2 ** 3')).toBe(
      '是<b>“重点”</b>。<b>“中文”</b>是 2 ** 3',
    )
  })

  it('draws tables in columns that people see, and keeps the links of their cells', () => {
    const html = renderTelegram('| 名字 | n |\n|--|-:|\n| [猫](http://e.com) | 1 |\n| dog 🦞 | 100 |')
    expect(html).toBe(
      '<pre>名字   │   n\n───────┼────\n猫     │   1\ndog 🦞 │ 100</pre>\n<a href="http://e.com/">猫</a>',
    )
    expect(['a', 'é', '中', '👩‍👩‍👧', 'ก็', '\u200b', 'ﷺ', '☀️'].map(countColumns)).toEqual([
      1, 1, 2, 2, 1, 0, 1, 2,
    ])
  })

  it('shows as written what would show nothing, or is nested beyond sense', () => {
    expect(renderTelegram('```\n```')).toBe('```\n```')
    expect(renderTelegram('[a]: http://e.com')).toBe('[a]: http://e.com')
    const deep = '> '.repeat(2_000)
    expect(read(renderTelegram(`${deep}x`))).toHaveLength(4_001)
  })

  it.each([
    ['rows that columns would widen', `|a|b|\n|-|-|\n|${'wide '.repeat(20)}|b|\n${'|a|b|\n'.repeat(600)}`],
    ['numbers that grow', '1. a\n'.repeat(800)],
    ['rules with room around them', '***\n'.repeat(1_000)],
    ['a picture that is named often', `${'![][1]\n'.repeat(560)}\n[1]: ./pictures/of/a/cat.png`],
  ])('holds %s to one message', (_, markdown) => {
    expect(markdown.length).toBeLessThanOrEqual(4_010)
    expect(read(renderTelegram(markdown)).length).toBeGreaterThan(1_000)
  })

  it('makes a message of each part of a long answer', () => {
    const chapter = `## 标题\n\n${'一个很长的段落。'.repeat(60)}\n\n\`\`\`py\n${'print("<&>")\n'.repeat(90)}\`\`\`\n\n| a | b |\n|---|---|\n${'| 一 | two |\n'.repeat(40)}\n`
    const parts = splitText(chapter.repeat(8), 4_000)
    expect(parts.length).toBeGreaterThan(3)
    for (const part of parts) expect(read(renderTelegram(part))).not.toContain('```')
  })

  it('gives valid HTML for markdown that never ends', () => {
    const starts = [
      '**a',
      '__a',
      '*a',
      '_a',
      '~~a',
      '`a',
      '```\na',
      '~~~js\na',
      '[a',
      '[a](',
      '[a](http://e.com',
      '![a](',
      '> a\n> ',
      '- ',
      '1. ',
      '|a|\n|-|',
      '<b',
      '<!--',
      '<a href="',
      '&',
      '&#',
      '\\',
      '# ',
      '***',
    ]
    for (const outer of starts) for (const inner of starts) read(renderTelegram(`${outer} ${inner} z`))
  })

  it('gives valid HTML of one message for any text', () => {
    const pieces = [
      ...'*_~`#>|-+.()[]!<>&\\"\'=: \n\t',
      ...[
        '**',
        '***',
        '~~',
        '```',
        '\n\n',
        '\n- ',
        '\n1. ',
        '\n> ',
        '\n  ',
        '\n# ',
        '](',
        '](http://e.com/',
        '[x](tg://a)',
      ],
      ...[
        '- [ ] ',
        '|a|b|\n|-|-|\n',
        '<b>',
        '</b>',
        '<br>',
        '<!--',
        '&lt;',
        '&#0;',
        '&#x202e;',
        'https://e.com/a',
        'www.e.com',
        'a@b.co',
      ],
      ...[
        'word',
        '中文',
        '“重点”',
        '。',
        'مرحبا',
        '\u202e',
        '\u200b',
        '🦞',
        '👩‍👩‍👧',
        '\0',
        '\x1b[31m',
        '\ud800',
        '\udc00',
        '\r\n',
        'é',
        '\u2028',
      ],
    ]
    const chance = createChance(5)
    const pick = (count: number): string =>
      Array.from({ length: count }, () => pieces[Math.floor(chance() * pieces.length)] ?? '').join('')
    for (let round = 0; round < 2_000; round += 1) {
      const text = pick(round % 50 === 0 ? 1_500 : 1 + Math.floor(chance() * 40)).slice(0, 4_000)
      expect(() => read(renderTelegram(text)), JSON.stringify(text)).not.toThrow()
    }
  })
})
