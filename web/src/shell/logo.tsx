// The name of the house, its dot in gold.

export function Logo() {
  return (
    <p className="flex min-h-12 items-center text-display leading-none font-bold tracking-tight text-strong">
      <span className="sr-only">Kith</span>
      <span aria-hidden="true">
        K<span className="logo-i">ı</span>th
      </span>
    </p>
  );
}
