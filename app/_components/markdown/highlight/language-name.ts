/** The languages that code is coloured in. */
export const LANGUAGES = [
  'bash',
  'c',
  'css',
  'diff',
  'docker',
  'go',
  'html',
  'ini',
  'java',
  'json',
  'kotlin',
  'lua',
  'php',
  'python',
  'ruby',
  'rust',
  'sql',
  'swift',
  'toml',
  'tsx',
  'typescript',
  'xml',
  'yaml',
] as const
export type Language = (typeof LANGUAGES)[number]

/** Other names that models write. JavaScript is read as what holds it; C++ has a grammar of half a megabyte; that of C shows most of it. */
const OTHER_NAMES: Readonly<Record<string, Language>> = {
  'c++': 'c',
  cc: 'c',
  cpp: 'c',
  conf: 'ini',
  console: 'bash',
  cjs: 'typescript',
  dockerfile: 'docker',
  env: 'ini',
  golang: 'go',
  h: 'c',
  htm: 'html',
  javascript: 'typescript',
  js: 'typescript',
  json5: 'json',
  jsonc: 'json',
  jsx: 'tsx',
  kt: 'kotlin',
  mjs: 'typescript',
  mts: 'typescript',
  patch: 'diff',
  py: 'python',
  rb: 'ruby',
  rs: 'rust',
  sh: 'bash',
  shell: 'bash',
  svg: 'xml',
  ts: 'typescript',
  vue: 'html',
  yml: 'yaml',
  zsh: 'bash',
}

/** The language that a fence names; undefined for one that is not coloured. */
export function findLanguage(written: string): Language | undefined {
  const name = written.toLowerCase()
  return (
    (Object.hasOwn(OTHER_NAMES, name) ? OTHER_NAMES[name] : undefined) ??
    LANGUAGES.find((known) => known === name)
  )
}
