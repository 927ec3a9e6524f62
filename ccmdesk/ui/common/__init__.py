"""What every page builds on: theme, icons, widgets, the table, the database lane and the words for dates.

Everything takes the theme as its first argument (there is no global one) and a stable object name
`page.widget` as the keyword `name`. Widgets follow theme and zoom by themselves.

Lengths: `theme.px(n)` for n pixels at 100 %; `theme.space(layout, margins=(l, t, r, b), spacing=n)` keeps
a layout scaled; `theme.follow(widget, apply)` calls apply() now and after each change; `theme.changed` fires.
Colours are asked for by role: `theme.color(Role.MUTED)`; fonts: `theme.font(Size.CAPTION, Weight.BOLD)`.

Text       text.Label(theme, text, size=, weight=, role=, wrap=, elide=), text.caption(), text.title()
Buttons    button.Button(theme, text, name=, kind=ButtonKind.PRIMARY, icon=Icon.PLUS, key="F7")
Chips      chips.ChipRow(theme, name=, spoken=).set_chips([ChipSpec(key, label, count)], on=key); .chosen(key)
Tag        chips.Tag(theme, text, state=RED_STATE, icon=)
Fields     fields.Field, TextArea, Choice (combo box with keys), CheckBox; date_fields.DateField, TimeField;
           each has .set_error(sentence); forms: form.FormLayout puts them in columns that fold when narrow
Panels     panels.Surface (a filled area with lines), Card (.body), SectionHeading, SavedState;
           states.empty_state(), error_state(), BusyState (.start, .progress, .stop)
Table      table.Table(theme, model, name=, spoken=) over table_model.ValueTableModel(columns, key=);
           Column values made of functions: text, sort, runs, note, paint, mark, spoken. Cells are painted,
           their text is accessible; .opened(key), .current_changed(key), .select_key(key)
Pictures   progress.paint_progress (the month bar), marks.Mark and MarkView, sparkline.Sparkline,
           icons.paint_icon and qicon, icon_view.IconView
Overlays   dialog.DialogHost.show_dialog(content), message_bar.MessageBar, popup.PopupList: inside the window
Lane       lane.Lane.run(function, *args, then=, failed=, ended=, owner=, kind=): off the window's thread
Words      say.day_words, ago, moment, clock_text, age_words, phone_words; change_notice.ChangeNotice
Page       page.Page (the protocol a page keeps), page.PageSpec(key, title, icon, factory)
"""
