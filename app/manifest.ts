import type { MetadataRoute } from 'next'
import { install as en } from './_i18n/en/install.ts'
import { install as zh } from './_i18n/zh/install.ts'

const SHORTCUTS = [
  { name: 'inbox', url: '/inbox' },
  { name: 'newChat', url: '/?session=new' },
] as const

/** What the browser needs to install the panel; the words of the other language are for those that know them. */
export default function manifest(): MetadataRoute.Manifest {
  const told = {
    id: '/',
    name: 'OpenClaw',
    short_name: 'OpenClaw',
    description: en.install.description,
    description_localized: { 'zh-CN': zh.install.description },
    lang: 'en',
    start_url: '/',
    scope: '/',
    display: 'standalone',
    background_color: '#fbfcfd',
    theme_color: '#fbfcfd',
    icons: [
      { src: '/icons/192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
      { src: '/icons/512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
      { src: '/icons/maskable.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
    ],
    shortcuts: SHORTCUTS.map(({ name, url }) => ({
      name: en.install[name],
      name_localized: { 'zh-CN': zh.install[name] },
      url,
    })),
  } as const
  return { ...told, icons: [...told.icons], shortcuts: [...told.shortcuts] }
}
