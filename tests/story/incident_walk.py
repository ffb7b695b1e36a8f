"""One case from its report to its end as (step, part, fields), for stories that look at every step of it."""

BODIES = ('prefecture', 'ministry', 'nco', 'ppc', 'police')


# Of something that is in no ledger, so that the section in charge has to be found.
REPORT = {'what': '画面に身代金の文が出た', 'kind': 'ransomware', 'asset': '台帳にない端末'}


def steps(office):
    """A serious case of two sections, with every step of the outer contract that can be taken in one."""
    told = [('decide_body', 'head', {'body': body, 'due': 'yes'}) for body in BODIES]
    told += [('send_body', 'handler', {'body': body, 'report': 'first', 'way': '電話'}) for body in BODIES]
    ended = [('send_body', 'handler', {'body': body, 'report': 'final', 'way': '電話'}) for body in BODIES]
    return [
        ('assign_owner', 'member', {'unit': office.unit}),
        ('contain_now', 'manager', {'text': 'LAN を抜いた'}),
        ('ack', 'handler', {}),
        ('judge', 'head', {'verdict': 'incident', 'severity': 'serious', 'reason': '暗号化'}),
        *told,
        ('receipt_body', 'handler', {'body': 'ppc', 'number': 'R-1'}),
        ('report_ciso', 'head', {'text': '重大'}),
        ('report_committee', 'manager', {'text': '第一報'}),
        ('report_manager', 'officer', {'text': '状況'}),
        ('convene', 'ciso', {'text': '17時'}),
        ('consult', 'ciso', {'whom': 'crisis_manager', 'text': '意見'}),
        ('instruct', 'head', {'to': office.unit, 'kind': 'instruction', 'text': '隔離'}),
        ('acknowledge', 'manager', {}),
        ('direct', 'manager', {'to': 'officer', 'text': '保全'}),
        ('act', 'officer', {'text': '完了'}),
        ('resolve', 'manager', {'text': '復旧'}),
        ('reject', 'head', {'unit': office.unit, 'reason': 'ログ未提出'}),
        ('direct', 'manager', {'to': '瑞浜システム株式会社', 'text': 'ログ提出'}),
        ('act', 'member', {'text': '立会い'}),
        ('resolve', 'manager', {'text': '解決'}),
        ('report_ciso_resolved', 'head', {'text': '解決'}),
        *ended,
        ('notify_persons', 'handler', {'decision': 'done', 'text': '通知'}),
        ('publish', 'head', {'decision': 'done', 'text': '報道発表'}),
        ('cause', 'member', {'code': 'phishing', 'text': '添付'}),
        ('propose', 'handler', {'text': '研修'}),
        ('order', 'ciso', {'to': office.unit, 'text': '研修'}),
        ('measure_done', 'manager', {'text': '実施'}),
        ('add_member', 'head', {'person': office.people['other']}),
        ('note', 'officer', {'text': '以上'}),
        ('close', 'head', {}),
        ('reopen', 'head', {'reason': '再発'}),
    ]
