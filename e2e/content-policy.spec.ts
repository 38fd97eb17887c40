import { composer, expect, send, test } from './fixtures.ts'

test('E6: no page breaks the content policy, and the policy holds', async ({ page, link, gateway }) => {
  await page.addInitScript(() => {
    const seen: string[] = []
    Object.assign(window, { violations: seen })
    document.addEventListener('securitypolicyviolation', (event) =>
      seen.push(`${event.effectiveDirective} ${event.blockedURI}`),
    )
  })
  const violations = () => page.evaluate(() => (window as unknown as { violations: string[] }).violations)

  await page.goto(link)
  await expect(composer(page)).toBeVisible()
  await send(page, 'what can you do?')
  await expect(page.getByRole('log').getByText('ANTHROPIC_API_KEY').first()).toBeVisible()
  await page.getByRole('button', { name: 'Appearance and sign-out' }).click()
  await page.keyboard.press('Escape')
  expect(await violations()).toEqual([])

  for (const path of [
    '/',
    '/inbox',
    '/channels',
    '/sessions',
    '/models',
    '/usage',
    '/access',
    '/settings',
    '/logs',
    '/audit',
    '/login',
    '/there/is/no/such/page',
  ]) {
    const response = await page.goto(`http://localhost:${gateway.port}${path}`)
    const policy = response?.headers()['content-security-policy'] ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).toContain("connect-src 'self'")
    expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|https?:|\*/)
    await expect(page.locator('main')).toBeVisible()
    expect(await violations()).toEqual([])
  }

  // The control: without the policy both of these would run.
  await page.evaluate(() => {
    document.body.insertAdjacentHTML('beforeend', `<img src="x" onerror="document.title='owned'">`)
    const script = document.createElement('script')
    script.textContent = `document.title='owned'`
    document.body.append(script)
  })
  await expect.poll(async () => (await violations()).length).toBeGreaterThanOrEqual(2)
  expect(await page.title()).not.toBe('owned')
})
