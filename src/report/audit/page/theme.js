/** What a browser allows a file to remember may be nothing: then the choice holds for this visit. */
const THEME_KEY = 'hidden-state-theme';

/** @returns {string | null} */
function rememberedTheme() {
  try {
    return localStorage.getItem(THEME_KEY);
  } catch {
    return null;
  }
}

/** @param {string} theme */
function rememberTheme(theme) {
  try {
    localStorage.setItem(THEME_KEY, theme);
  } catch {
    // as said above
  }
}

/**
 * Lets the button switch between dark and light, from what the system wants.
 * @param {HTMLElement} button
 */
export function setUpTheme(button) {
  const root = document.documentElement;
  const wantsDark = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => (root.dataset['theme'] ?? (wantsDark.matches ? 'dark' : 'light')) === 'dark';
  const label = () => {
    button.textContent = isDark() ? 'Light' : 'Dark';
    button.setAttribute('aria-label', isDark() ? 'Use light colours' : 'Use dark colours');
  };
  const remembered = rememberedTheme();
  if (remembered === 'dark' || remembered === 'light') root.dataset['theme'] = remembered;
  wantsDark.addEventListener('change', label);
  button.addEventListener('click', () => {
    const theme = isDark() ? 'light' : 'dark';
    root.dataset['theme'] = theme;
    rememberTheme(theme);
    label();
  });
  label();
}
