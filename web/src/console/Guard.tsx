import { Component, type ReactNode } from "react";

/** A page that breaks takes nothing else down, and says so: also where an upgrade has taken away what it wanted to load. */
export class Guard extends Component<{ children: ReactNode; broken: ReactNode }, { isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError() {
    return { isBroken: true };
  }

  override render() {
    return this.state.isBroken ? this.props.broken : this.props.children;
  }
}
