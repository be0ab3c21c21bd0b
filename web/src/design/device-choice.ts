// A choice of the reader's that is kept on this device: read once, told to whoever listens, and to the other tabs.

export class DeviceChoice<T extends string> {
  private current: T | undefined;
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly key: string,
    private readonly allowed: readonly T[],
    private readonly fallback: T,
  ) {}

  readonly get = (): T => {
    this.current ??= this.read();
    return this.current;
  };

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  choose(value: T): void {
    this.current = value;
    if (value === this.fallback) localStorage.removeItem(this.key);
    else localStorage.setItem(this.key, value);
    this.tell();
  }

  /** Another tab, or the device itself, has changed something. */
  readonly refresh = (): void => {
    this.current = this.read();
    this.tell();
  };

  private read(): T {
    const kept = localStorage.getItem(this.key);
    return this.allowed.find((one) => one === kept) ?? this.fallback;
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}
