import { Button, Menu, MenuItem, MenuList, MenuPopover, MenuTrigger, Tooltip } from "@fluentui/react-components";
import { DeleteRegular, EditRegular, MoreHorizontalRegular } from "@fluentui/react-icons";
import { useSpeech } from "../../i18n";
import type { Own } from "./useOwn";

/** The three dots beside a message of one's own: change it, take it back. */
export function OwnMenu({ own }: { own: Own }) {
  const { t } = useSpeech();
  return (
    <Menu positioning="below-end">
      <MenuTrigger disableButtonEnhancement>
        <Tooltip content={t("message.more")} relationship="label">
          <Button className="own-menu" appearance="subtle" size="small" icon={<MoreHorizontalRegular />} data-act="message-menu" />
        </Tooltip>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          <MenuItem icon={<EditRegular />} onClick={own.edit} data-act="message-edit">
            {t("message.edit")}
          </MenuItem>
          <MenuItem icon={<DeleteRegular />} onClick={own.remove} data-act="message-delete">
            {t("message.delete")}
          </MenuItem>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
