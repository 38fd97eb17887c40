// Runs before the first paint: the page is never shown in the wrong colours or with the wrong language.
// zod would try eval to compile schemas; the content policy forbids it and would report each try.
globalThis.__zod_globalConfig = { jitless: true }
;(() => {
  const dark = matchMedia('(prefers-color-scheme: dark)')

  function stored(name) {
    try {
      return localStorage.getItem(name)
    } catch {
      return null
    }
  }

  function apply() {
    const theme = stored('openclaw.theme')
    const isDark = theme === 'dark' || (theme !== 'light' && dark.matches)
    const root = document.documentElement
    root.classList.toggle('dark', isDark)
    root.style.colorScheme = isDark ? 'dark' : 'light'
    const language = stored('openclaw.language') ?? navigator.language
    root.lang = language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en'
  }

  apply()
  dark.addEventListener('change', apply)
  addEventListener('storage', apply)
  addEventListener('openclaw:appearance', apply)
})()
