import { Component, type ReactNode } from "react";

interface Props {
  /** What is drawn; another one, such as an edited message, gets a new chance. */
  of: unknown;
  instead: ReactNode;
  children: ReactNode;
}

/** Keeps a message that cannot be drawn from taking the whole page with it. React knows such guards only as classes. */
export class Guard extends Component<Props, { isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError() {
    return { isBroken: true };
  }

  override componentDidUpdate(before: Props): void {
    if (this.state.isBroken && before.of !== this.props.of) this.setState({ isBroken: false });
  }

  override render(): ReactNode {
    return this.state.isBroken ? this.props.instead : this.props.children;
  }
}
